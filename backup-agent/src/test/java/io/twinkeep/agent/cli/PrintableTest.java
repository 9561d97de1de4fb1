package io.twinkeep.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names come from models and repositories, so they may be anything. */
class PrintableTest {
    private static final String HOSTILE = "größe \u001b[2J\u0007\r\u009b31m";

    @Test
    void whatSteersATerminalIsEscapedInTablesLinesAndMessages() {
        String table = new Table("NAME").row("a\nb " + HOSTILE).text();
        String line = new String(new Answer().line("x\n" + HOSTILE).text(), StandardCharsets.UTF_8);

        assertThat(table).isEqualTo("NAME\na\\x0ab größe \\x1b[2J\\x07\\x0d\\x9b31m");
        assertThat(line).isEqualTo("x\ngröße \\x1b[2J\\x07\\x0d\\x9b31m\n");
    }

    @Test
    void whatGoesToATerminalAsItIsCanNotSteerIt() throws IOException {
        var shown = new ByteArrayOutputStream();
        byte[] bytes = (HOSTILE + "\tä\n").getBytes(StandardCharsets.UTF_8);
        try (var terminal = new TerminalStream(shown)) {
            terminal.write(bytes, 0, 5);
            for (int i = 5; i < bytes.length; i++) {
                terminal.write(bytes[i]);
            }
        }

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("größe \\x1b[2J\\x07\\x0d\\xc2\\x9b31m\tä\n");
    }
}
