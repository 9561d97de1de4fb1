package io.twinkeep.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What goes to a terminal through this can't steer it: file names that 'show' prints as they are are shown escaped, as
 * long as nobody but a person reads them. Not thread-safe.
 */
final class TerminalStream extends FilterOutputStream {
    // In UTF-8, U+0080 to U+009F, which are controls too, are this byte and another one of 0x80 to 0x9f.
    private static final int LEAD = 0xc2;

    private boolean afterLead;

    TerminalStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        var shown = new ByteArrayOutputStream(length);
        for (int i = offset; i < offset + length; i++) {
            add(shown, bytes[i] & 0xff);
        }
        out.write(shown.toByteArray());
    }

    private void add(ByteArrayOutputStream shown, int b) {
        if (afterLead) {
            afterLead = false;
            if (b >= 0x80 && b <= 0x9f) {
                escape(shown, LEAD);
                escape(shown, b);
                return;
            }
            shown.write(LEAD);
        }
        if (b == LEAD) {
            afterLead = true;
        } else if (b < 0x20 && b != '\n' && b != '\t' || b == 0x7f) {
            escape(shown, b);
        } else {
            shown.write(b);
        }
    }

    private static void escape(ByteArrayOutputStream shown, int b) {
        shown.writeBytes(String.format("\\x%02x", b).getBytes(StandardCharsets.US_ASCII));
    }
}
