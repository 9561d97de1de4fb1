package io.twinkeep.db.connection;

/** What a connection is for, which decides the server that it goes to. */
public enum Purpose {
    /** The primary, wherever it is. */
    WRITE("primary"),
    /** A standby if there is one, else the primary. */
    READ_STANDBY("preferSecondary"),
    /** The first host of the list that answers: list the own region's first, and it is read while the other one is gone. */
    READ_NEAREST("any");

    final String targetServerType;

    Purpose(String targetServerType) {
        this.targetServerType = targetServerType;
    }
}
