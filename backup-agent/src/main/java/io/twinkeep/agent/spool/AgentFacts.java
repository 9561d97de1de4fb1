package io.twinkeep.agent.spool;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.AuditEvent;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.ids.RunId;
import io.twinkeep.core.ids.Token;
import java.util.TreeSet;

/** What agents say of themselves, in stored form. */
final class AgentFacts {
    private static final int MAX_FEATURES = 10_000;

    private AgentFacts() {}

    static int write(AgentHeartbeat h, FactWriter out) {
        out.text(h.region()).text(h.agent()).text(h.host()).text(h.programVersion());
        out.count(h.readableFeatures().size());
        h.readableFeatures().forEach(out::text);
        out.i32(h.epochSeen()).instant(h.started()).instant(h.at());
        return Fact.HEARTBEAT;
    }

    static AgentHeartbeat heartbeat(FactReader in) {
        String region = in.text();
        String agent = in.text();
        String host = in.text();
        String version = in.text();
        var features = new TreeSet<String>();
        for (int left = in.count(MAX_FEATURES); left > 0; left--) {
            features.add(in.text());
        }
        return new AgentHeartbeat(region, agent, host, version, features, in.i32(), in.instant(), in.instant());
    }

    static int write(JobRun run, FactWriter out) {
        out.text(run.run().toString()).text(run.region()).text(run.agent()).text(run.job());
        out.instant(run.started()).instant(run.updated()).optional(run.ended(), out::instant);
        out.text(run.outcome().name()).i64(run.done()).i64(run.total()).text(run.message());
        return Fact.JOB_RUN;
    }

    static JobRun jobRun(FactReader in) {
        return new JobRun(
                RunId.parse(in.text()),
                in.text(),
                in.text(),
                in.text(),
                in.instant(),
                in.instant(),
                in.optional(in::instant),
                JobRun.Outcome.valueOf(in.text()),
                in.i64(),
                in.i64(),
                in.text());
    }

    static int write(AuditEvent event, FactWriter out) {
        out.text(event.id().toString()).text(event.region()).instant(event.at());
        out.text(event.actor()).text(event.action()).text(event.subject()).texts(event.details());
        return Fact.AUDIT_EVENT;
    }

    static AuditEvent auditEvent(FactReader in) {
        return new AuditEvent(
                Token.parse(in.text()), in.text(), in.instant(), in.text(), in.text(), in.text(), in.texts());
    }
}
