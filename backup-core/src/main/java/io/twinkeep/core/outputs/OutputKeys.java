package io.twinkeep.core.outputs;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.repository.Layout;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How outputs and their parts are named. */
public final class OutputKeys {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})(?:\\.([1-9][0-9]{0,4}))?");

    private OutputKeys() {}

    /** Where the content of this digest is kept on a day: only who has the data key can tell. */
    static ObjectKey key(DataKey key, LocalDate day, Sha256 digest) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.macKey("twinkeep output name"), "HmacSHA256"));
            return Layout.day(Layout.OUTPUTS, day).resolve(HexFormat.of().formatHex(mac.doFinal(digest.bytes())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", e);
        }
    }

    public static ObjectKey part(ObjectKey output, int number) {
        return new ObjectKey(output.value() + "." + number);
    }

    /** Whether an object of this key is an output or a part of one. */
    public static boolean isOurs(ObjectKey key) {
        return key.value().startsWith(Layout.OUTPUTS + "/")
                && Layout.dayOf(key).isPresent()
                && NAME.matcher(key.name()).matches();
    }

    /** 0 for an output itself, else the number of its part. */
    public static int partOf(ObjectKey key) {
        Matcher parts = NAME.matcher(key.name());
        return parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : 0;
    }

    /** The output that the key, or the part's key, belongs to. */
    public static ObjectKey output(ObjectKey key) {
        int dot = key.value().indexOf('.', key.value().lastIndexOf('/'));
        return dot < 0 ? key : new ObjectKey(key.value().substring(0, dot));
    }
}
