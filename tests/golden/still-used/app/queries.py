from app.models import Pet, User

VISITS = "SELECT * FROM visits"


def pets(session, user, name):
    # user.nickname is not shown
    session.query(Pet.name).filter_by(name=name)
    session.execute(
        text(
            "SELECT p.name, u.motto AS name FROM pets p "
            "JOIN users u ON u.id = p.owner WHERE p.name = :name"
        )
    )
    return user.nickname, name, {"nickname": 1}


def add(session):
    session.add(User(nickname="a"))
    log("Update the badges from time to time")
    return "DELETE FROM badges WHERE id = 1"
