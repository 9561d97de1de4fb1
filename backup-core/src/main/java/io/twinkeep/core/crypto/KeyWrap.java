package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.ids.WrapId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * One data key, wrapped by a key file or a passphrase (Argon2id, RFC 9106). The layout is in FORMAT.md, "Key wraps".
 * {@code repository} is the one that the data key was made for: a mirror holds the wraps of the repository that it comes
 * from. {@code label} is the holder's own name for it, at most 100 bytes and no control characters.
 */
public record KeyWrap(
        RepositoryId repository,
        WrapId id,
        KeyId keyId,
        int generation,
        Kind kind,
        Instant created,
        String label,
        byte[] object) {
    /** How the wrap opens; the ordinal is stored. */
    public enum Kind {
        KEY_FILE,
        PASSPHRASE
    }

    private static final int MAGIC = 0x54574b57; // "TWKW"
    private static final int VERSION = 1;
    private static final int MEMORY_KIB = 64 << 10;
    private static final int PASSES = 3;
    private static final int LANES = 1;
    // What a hostile wrap may make us spend: 256 MiB and 8 passes.
    private static final int MAX_MEMORY_KIB = 256 << 10;
    private static final int MAX_PASSES = 8;
    private static final int MAX_LANES = 4;
    private static final int MAX_LABEL = 100;
    private static final int MAX_OBJECT = 4096;
    private static final int SALT_AT = 6 + 3 * Token.BYTES + 12;
    private static final int CHECKSUM = 4;
    private static final int SEALED = DataKey.BYTES + ObjectCipher.TAG;

    /**
     * Wraps the key for the holder of {@code source}.
     *
     * @param random must be cryptographically strong
     * @throws Refused if the source is a key file of another repository
     * @throws BadUsage if the label is too long, or holds control characters
     */
    public static KeyWrap wrap(DataKey key, KeySource source, String label, Instant created, RandomGenerator random) {
        refuseStranger(key, source);
        Kind kind = source instanceof KeyFile ? Kind.KEY_FILE : Kind.PASSPHRASE;
        var id = WrapId.random(random);
        checkLabel(label);
        byte[] name = label.getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(MAX_OBJECT);
        head.putInt(MAGIC).put((byte) VERSION).put((byte) kind.ordinal());
        key.repository().token().write(head);
        id.token().write(head);
        key.id().token().write(head);
        head.putInt(key.generation()).putLong(created.getEpochSecond());
        Token.random(random).write(head);
        head.putInt(MEMORY_KIB).putInt(PASSES).putInt(LANES);
        head.put((byte) name.length).put(name);
        byte[] clear = Arrays.copyOf(head.array(), head.position());
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, wrappingKey(source, clear), clear, key.secret())
                .orElseThrow();
        byte[] body = Arrays.copyOf(clear, clear.length + sealed.length);
        System.arraycopy(sealed, 0, body, clear.length, sealed.length);
        byte[] object = ByteBuffer.allocate(body.length + CHECKSUM)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
        return new KeyWrap(key.repository(), id, key.id(), key.generation(), kind, created, label, object);
    }

    private static void refuseStranger(DataKey key, KeySource source) {
        if (source instanceof KeyFile file && !file.repository().equals(key.repository())) {
            throw new Refused(
                    "the key file is for repository " + file.repository() + ", this data key belongs to repository "
                            + key.repository(),
                    "a key file serves one repository and its mirrors: let 'twinkeep key add' write a new one");
        }
    }

    /** @throws BadUsage if the label is too long, or holds control characters */
    public static void checkLabel(String label) {
        if (label.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL) {
            throw new BadUsage("the --label is longer than " + MAX_LABEL + " bytes");
        }
        if (label.chars().anyMatch(Character::isISOControl)) {
            throw new BadUsage("the --label holds a line break or another control character");
        }
    }

    private static int checksum(byte[] object, int length) {
        var crc = new CRC32C();
        crc.update(object, 0, length);
        return (int) crc.getValue();
    }

    /**
     * Reads a wrap. Its checksum finds accidents; whether somebody changed it shows only when it is opened.
     *
     * @throws Corrupt if the object is no key wrap or not as it was written, or asks for more work than a wrap may
     * @throws Refused if its format version is unknown
     */
    public static KeyWrap parse(byte[] object, String what) {
        try {
            ByteBuffer in = ByteBuffer.wrap(object);
            if (object.length > MAX_OBJECT || in.getInt() != MAGIC) {
                throw new Corrupt(what + " is corrupt: it does not start like a key wrap");
            }
            int version = in.get();
            if (version != VERSION) {
                throw new Refused(what + " has format version " + version + ", this Twinkeep knows " + VERSION);
            }
            if (checksum(object, object.length - CHECKSUM) != in.getInt(object.length - CHECKSUM)) {
                throw new Corrupt(what + " is corrupt: its checksum does not fit");
            }
            Kind kind = Kind.values()[in.get()];
            var repository = new RepositoryId(Token.read(in));
            var id = new WrapId(Token.read(in));
            var keyId = new KeyId(Token.read(in));
            int generation = in.getInt();
            Instant created = Instant.ofEpochSecond(in.getLong() & 0xffffffffffL);
            in.position(in.position() + Token.BYTES);
            checkWork(in.getInt(), in.getInt(), in.getInt());
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            if (generation < 1 || name.length > MAX_LABEL || in.remaining() != SEALED + CHECKSUM) {
                throw new Corrupt(what + " is corrupt: its length makes no sense");
            }
            var label = new String(name, StandardCharsets.UTF_8);
            return new KeyWrap(repository, id, keyId, generation, kind, created, label, object.clone());
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Corrupt(what + " is corrupt: it is cut off or makes no sense", "", e);
        }
    }

    private static void checkWork(int memoryKib, int passes, int lanes) {
        if (memoryKib < 8 * lanes
                || memoryKib > MAX_MEMORY_KIB
                || passes < 1
                || passes > MAX_PASSES
                || lanes < 1
                || lanes > MAX_LANES) {
            throw new IllegalArgumentException(
                    memoryKib + " KiB and " + passes + " passes of Argon2id: more than a wrap may ask for");
        }
    }

    /** The data key, or empty if {@code source} does not open this wrap (or somebody changed it: the two look alike). */
    public Optional<DataKey> open(KeySource source) {
        if ((source instanceof KeyFile) != (kind == Kind.KEY_FILE)) {
            return Optional.empty();
        }
        // What may read another repository must not be able to make this one use that one's key.
        if (source instanceof KeyFile file && !file.repository().equals(repository)) {
            return Optional.empty();
        }
        int clearLength = object.length - SEALED - CHECKSUM;
        byte[] clear = Arrays.copyOf(object, clearLength);
        byte[] sealed = Arrays.copyOfRange(object, clearLength, clearLength + SEALED);
        return crypt(Cipher.DECRYPT_MODE, wrappingKey(source, clear), clear, sealed)
                .map(secret -> new DataKey(repository, keyId, generation, secret));
    }

    private static byte[] wrappingKey(KeySource source, byte[] clear) {
        ByteBuffer in = ByteBuffer.wrap(clear).position(SALT_AT);
        byte[] salt = new byte[Token.BYTES];
        in.get(salt);
        byte[] secret = switch (source) {
            case KeyFile file -> file.secret();
            case Passphrase phrase -> stretch(phrase.bytes(), salt, in.getInt(), in.getInt(), in.getInt());
        };
        return Hkdf.derive(secret, salt, "twinkeep key wrap");
    }

    private static byte[] stretch(byte[] phrase, byte[] salt, int memoryKib, int passes, int lanes) {
        checkWork(memoryKib, passes, lanes);
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .build());
        byte[] secret = new byte[32];
        generator.generateBytes(phrase, secret);
        return secret;
    }

    // The wrapping key is used once (its salt is random), so a fixed nonce is safe.
    private static Optional<byte[]> crypt(int mode, byte[] wrappingKey, byte[] clear, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(wrappingKey, "AES"), new GCMParameterSpec(128, new byte[12]));
            cipher.updateAAD(clear);
            return Optional.of(cipher.doFinal(input));
        } catch (javax.crypto.AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
