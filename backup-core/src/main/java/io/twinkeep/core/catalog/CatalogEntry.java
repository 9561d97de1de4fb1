package io.twinkeep.core.catalog;

/** What the catalogue is made of, and what it can be made of again. */
public sealed interface CatalogEntry permits AliasMove, EpochGrant, Fact {}
