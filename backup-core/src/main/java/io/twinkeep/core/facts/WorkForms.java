package io.twinkeep.core.facts;

import io.twinkeep.core.catalog.AgentHeartbeat;
import io.twinkeep.core.catalog.Deployment;
import io.twinkeep.core.catalog.DeploymentState;
import io.twinkeep.core.catalog.JobRun;
import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.RunId;
import java.util.SortedSet;
import java.util.TreeSet;

/** What agents do: deployments, runs of jobs, heartbeats. */
final class WorkForms {
    private static final int MAX_FEATURES = 10_000;

    private WorkForms() {}

    static void write(FieldWriter out, Deployment deployment) {
        out.text(deployment.region()).text(deployment.model().value()).sha256(deployment.version());
        out.name(deployment.state()).text(deployment.path());
        out.optional(deployment.verified(), out::instant).i32(deployment.epoch());
        out.instant(deployment.changed()).text(deployment.message());
    }

    static Deployment deployment(FieldReader in) {
        return new Deployment(
                in.text(),
                new ModelName(in.text()),
                in.sha256(),
                in.name(DeploymentState.class),
                in.text(),
                in.optional(in::instant),
                in.i32(),
                in.instant(),
                in.text());
    }

    static void write(FieldWriter out, JobRun run) {
        out.token(run.run().token()).text(run.region()).text(run.agent()).text(run.job());
        out.instant(run.started()).instant(run.updated()).optional(run.ended(), out::instant);
        out.name(run.outcome()).i64(run.done()).i64(run.total()).text(run.message());
    }

    static JobRun run(FieldReader in) {
        return new JobRun(
                new RunId(in.token()),
                in.text(),
                in.text(),
                in.text(),
                in.instant(),
                in.instant(),
                in.optional(in::instant),
                in.name(JobRun.Outcome.class),
                in.i64(),
                in.i64(),
                in.text());
    }

    static void write(FieldWriter out, AgentHeartbeat heartbeat) {
        out.text(heartbeat.region()).text(heartbeat.agent()).text(heartbeat.host());
        out.text(heartbeat.programVersion()).count(heartbeat.readableFeatures().size());
        heartbeat.readableFeatures().forEach(out::text);
        out.i32(heartbeat.epochSeen()).instant(heartbeat.started()).instant(heartbeat.at());
    }

    static AgentHeartbeat heartbeat(FieldReader in) {
        return new AgentHeartbeat(
                in.text(), in.text(), in.text(), in.text(), features(in), in.i32(), in.instant(), in.instant());
    }

    private static SortedSet<String> features(FieldReader in) {
        var features = new TreeSet<String>();
        for (int left = in.count(MAX_FEATURES); left > 0; left--) {
            features.add(in.text());
        }
        return features;
    }
}
