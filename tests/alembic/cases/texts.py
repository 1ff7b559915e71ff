# Texts.

### specs
for s in ['>5', '<5|', '^7', '*^9', '5', '.2', '>4.1']:
    s = s.replace('|', '')
    op.drop_table('a' + format('xyz', s) + 'b')
for s in ['5', '05', '+', ' ', ',', '_', 'x', 'X', '#x', 'o', 'b', '#b', '08b', '>5', '<5', '^5', '+05', '.2f', 'f', 'e', '%', '=5', '*>7,']:
    op.drop_table('n' + format(1234, s) + 'n' + format(-7, s))
for s in ['.2f', '', 'g', '.3e', '8.2f', '<8.1f', '+.1f', '.0%']:
    op.drop_table('r' + format(3.14159, s) + 'r' + format(-0.5, s))
op.drop_table(format(True, '>5'))

### percents
for f in ['%5d', '%-5d|', '%05d', '%+d', '% d', '%x', '%X', '%o', '%#x', '%.2f', '%8.3f', '%e', '%g', '%i', '%s', '%6s', '%-6s|', '%.1s', '%r']:
    op.drop_table('p' + f % 42)
for f in ['%5s', '%-5s|', '%.2s', '%r', '%5r']:
    op.drop_table('q' + f % 'abc')
op.drop_table('%5.1f%%' % 12.345)

### text methods
for s in ['abc def', 'ABC', '', 'a1_b', '-12', 'x,y,z', 'aXb']:
    op.drop_table(f't{s.title()}|{s.capitalize()}|{s.swapcase()}|{s.ljust(6, "_")}|{s.rjust(6)}|{s.center(7, "*")}|{s.center(6, "-")}|{s.zfill(5)}|')
    op.drop_table(f'{s.partition(",")}{s.rpartition(",")}{s.find("b")}{s.rfind("b")}{s.count("b")}')
    op.drop_table(f'{s.isdigit()}{s.isalpha()}{s.isalnum()}{s.islower()}{s.isupper()}')

