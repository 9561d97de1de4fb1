package io.twinkeep.agent.cli;

/** How a run that goes on for ever is asked to end. Thread-safe; its monitor guards the field. */
final class Ending {
    private Runnable stop;

    /** From now on {@link #request} calls this, once; it must not block. */
    synchronized void onRequest(Runnable wanted) {
        stop = wanted;
    }

    /** False if nobody is there to end by itself. */
    synchronized boolean request() {
        Runnable wanted = stop;
        stop = null;
        if (wanted != null) {
            wanted.run();
        }
        return wanted != null;
    }
}
