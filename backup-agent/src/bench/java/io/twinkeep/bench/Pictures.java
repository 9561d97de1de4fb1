package io.twinkeep.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/** Images as a service writes them: PNG with what made them in their text. */
final class Pictures {
    private Pictures() {}

    /** A picture of noise: no two are alike, and nothing of it can be compressed. */
    static byte[] noise(long seed, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        var out = new ByteArrayOutputStream();
        var data = new DataOutputStream(out);
        data.writeLong(0x89504e470d0a1a0aL);
        chunk(data, "IHDR", new byte[] {0, 0, 2, 0, 0, 0, 2, 0, 8, 0, 0, 0, 0});
        chunk(
                data,
                "tEXt",
                ("parameters\0a fox in the snow\nSteps: 8, Seed: " + Math.abs(seed))
                        .getBytes(StandardCharsets.ISO_8859_1));
        chunk(data, "IDAT", noise);
        chunk(data, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        var checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt((int) checksum.getValue());
    }
}
