"""Users have a nickname, and badges."""


class Base:
    pass


class User(Base):
    """FROM users SELECT motto"""

    __tablename__ = "users"
    __mapper_args__ = {"eager_defaults": True}

    id = Column(BigInteger, primary_key=True)
    nickname = Column(Text)  # name
    picture = mapped_column("avatar", Text)
    badges = relationship("Badge")

    def title(self):
        return self.nickname or self.motto


class Pet(Base):
    __tablename__ = "pets"
    id = Column(BigInteger, primary_key=True)
    name = Column(Text)
    owner = Column(ForeignKey("users.id"))
