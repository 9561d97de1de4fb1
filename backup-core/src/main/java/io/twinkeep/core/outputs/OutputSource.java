package io.twinkeep.core.outputs;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file to be kept; read once, or twice if they are many. */
public interface OutputSource {
    /** From the first byte on. The caller closes it. */
    InputStream open() throws IOException;
}
