package io.twinkeep.agent.metadata;

import java.io.IOException;

/** The file, or a part of it, ends before what it announces. */
final class Cut extends IOException {
    Cut(String what) {
        super(what);
    }
}
