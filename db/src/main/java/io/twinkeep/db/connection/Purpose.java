package io.twinkeep.db.connection;

/** What a connection is for, which decides the server that it goes to. */
public enum Purpose {
    /** The primary, wherever it is. */
    WRITE("primary", "primary"),
    /** A standby if there is one, else the primary. */
    READ_STANDBY("preferSecondary", "any"),
    /** The first host of the list that answers: list the own region's first, and it is read while the other is gone. */
    READ_NEAREST("any", "any");

    final String targetServerType;

    /** Once an attempt's time is used up: looking for a standby asks every host, a frozen one too. */
    final String secondTry;

    Purpose(String targetServerType, String secondTry) {
        this.targetServerType = targetServerType;
        this.secondTry = secondTry;
    }
}
