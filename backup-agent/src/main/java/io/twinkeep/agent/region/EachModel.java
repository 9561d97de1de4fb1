package io.twinkeep.agent.region;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Does the same for all models, also for those after one that fails. */
final class EachModel {
    private EachModel() {}

    /** What was done, in words. @throws RuntimeException the first failure, once all were tried */
    static String run(List<Followed> models, Function<Followed, String> work) {
        var done = new ArrayList<String>();
        RuntimeException failure = null;
        for (Followed model : models) {
            try {
                done.add(work.apply(model));
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return String.join("; ", done);
    }
}
