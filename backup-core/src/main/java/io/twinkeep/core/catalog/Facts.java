package io.twinkeep.core.catalog;

/** Everything that people and the other region must know. Safe for use by many threads. */
public interface Facts extends AutoCloseable {
    FactWriter writer();

    Fleet fleet();

    Versions versions();

    Aliases aliases();

    Deployments deployments();

    GenerationRecords records();

    Work work();

    AuditLog audit();

    @Override
    void close();
}
