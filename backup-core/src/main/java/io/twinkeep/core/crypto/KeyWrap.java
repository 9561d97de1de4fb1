package io.twinkeep.core.crypto;

import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.KeyId;
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
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * One data key, wrapped by a key file or a passphrase (Argon2id, RFC 9106). The layout is in FORMAT.md, "Key wraps".
 * {@code label} is the holder's own name for it, at most 100 bytes.
 */
public record KeyWrap(WrapId id, KeyId keyId, int generation, Kind kind, Instant created, String label, byte[] object) {
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
    private static final int SALT_AT = 6 + 2 * Token.BYTES + 12;

    /** Wraps the key for the holder of {@code source}. @param random must be cryptographically strong */
    public static KeyWrap wrap(DataKey key, KeySource source, String label, Instant created, RandomGenerator random) {
        Kind kind = source instanceof KeyFile ? Kind.KEY_FILE : Kind.PASSPHRASE;
        var id = WrapId.random(random);
        byte[] name = label.getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_LABEL) {
            throw new IllegalArgumentException("a key's label has at most 100 bytes");
        }
        ByteBuffer head = ByteBuffer.allocate(MAX_OBJECT);
        head.putInt(MAGIC).put((byte) VERSION).put((byte) kind.ordinal());
        id.token().write(head);
        key.id().token().write(head);
        head.putInt(key.generation()).putLong(created.getEpochSecond());
        Token.random(random).write(head);
        head.putInt(MEMORY_KIB).putInt(PASSES).putInt(LANES);
        head.put((byte) name.length).put(name);
        byte[] clear = Arrays.copyOf(head.array(), head.position());
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, wrappingKey(source, clear), clear, key.secret())
                .orElseThrow();
        byte[] object = Arrays.copyOf(clear, clear.length + sealed.length);
        System.arraycopy(sealed, 0, object, clear.length, sealed.length);
        return new KeyWrap(id, key.id(), key.generation(), kind, created, label, object);
    }

    /**
     * Reads a wrap; whether it was changed shows only when it is opened.
     *
     * @throws Corrupt if the object is no key wrap, or asks for more work than a wrap may
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
            Kind kind = Kind.values()[in.get()];
            var id = new WrapId(Token.read(in));
            var keyId = new KeyId(Token.read(in));
            int generation = in.getInt();
            Instant created = Instant.ofEpochSecond(in.getLong() & 0xffffffffffL);
            in.position(in.position() + Token.BYTES);
            checkWork(in.getInt(), in.getInt(), in.getInt());
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            if (generation < 1 || name.length > MAX_LABEL || in.remaining() != DataKey.BYTES + ObjectCipher.TAG) {
                throw new Corrupt(what + " is corrupt: its length makes no sense");
            }
            return new KeyWrap(
                    id, keyId, generation, kind, created, new String(name, StandardCharsets.UTF_8), object.clone());
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

    /** The data key, or empty if {@code source} does not open this wrap (or the wrap was changed: the two look alike). */
    public Optional<DataKey> open(KeySource source) {
        if ((source instanceof KeyFile) != (kind == Kind.KEY_FILE)) {
            return Optional.empty();
        }
        int clearLength = object.length - DataKey.BYTES - ObjectCipher.TAG;
        byte[] clear = Arrays.copyOf(object, clearLength);
        byte[] sealed = Arrays.copyOfRange(object, clearLength, object.length);
        return crypt(Cipher.DECRYPT_MODE, wrappingKey(source, clear), clear, sealed)
                .map(secret -> new DataKey(keyId, generation, secret));
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
