package io.twinkeep.core.catalog;

/** What has become of the facts below a {@link LogPosition}. */
public enum Durability {
    /** Every declared server has them: whoever kept a copy may let go of it. */
    EVERYWHERE,
    /** Not yet; ask again. */
    PENDING,
    /** Another history goes on, which may lack them: send them again. */
    SEND_AGAIN,
    /** Nobody has declared which servers there are, so nothing counts as safe; see {@link Fleet#declareServers}. */
    UNDECLARED
}
