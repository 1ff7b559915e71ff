print('no migration')
