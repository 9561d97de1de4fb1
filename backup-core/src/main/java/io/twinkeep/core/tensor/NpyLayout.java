package io.twinkeep.core.tensor;

import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.ids.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's npy, versions 1 to 3: one array, described by the text of a Python dictionary, which is matched and never run. */
final class NpyLayout {
    private static final int MAGIC_BYTES = 6;
    private static final int MAX_HEADER = 64 << 10;
    private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=][a-zA-Z][0-9]{1,2})'");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

    private NpyLayout() {}

    static boolean matches(byte[] start) {
        return start.length > MAGIC_BYTES
                && (start[0] & 0xff) == 0x93
                && new String(start, 1, 5, StandardCharsets.ISO_8859_1).equals("NUMPY");
    }

    /** The array fills the rest of the file; where shape and type say otherwise nothing is believed. */
    static List<Extent> read(FilePath path, SourceFile file) throws Malformed {
        var reader = new HeaderReader(file, MAGIC_BYTES, MAX_HEADER);
        int version = reader.u8();
        reader.skip(1);
        long length = version == 1 ? reader.u16() : reader.u32();
        String header = new String(reader.bytes(length, MAX_HEADER), StandardCharsets.ISO_8859_1);
        String type = group(TYPE, header);
        List<Long> shape = shape(group(SHAPE, header));
        long elementBytes = Long.parseLong(type.substring(2));
        long bytes = TensorName.multiply(TensorName.elements(shape), elementBytes);
        if (version > 3 || bytes != file.size() - reader.position()) {
            throw new Malformed("an array that does not fill its file");
        }
        String name = TensorName.of(path.toString(), type, shape);
        return Cover.of(
                file.size(),
                List.of(
                        new Extent(0, reader.position(), ElementType.OPAQUE, ""),
                        new Extent(reader.position(), bytes, elementType(type), name)));
    }

    /** Big-endian and structured elements are opaque. */
    private static ElementType elementType(String type) {
        return switch (type) {
            case "<f2" -> ElementType.F16;
            case "<f4", "<c8" -> ElementType.F32;
            case "<f8" -> ElementType.F64;
            case "|i1" -> ElementType.I8;
            case "|u1" -> ElementType.PACKED;
            case "<i2", "<u2" -> ElementType.I16;
            case "<i4", "<u4" -> ElementType.I32;
            case "<i8", "<u8" -> ElementType.I64;
            default -> ElementType.OPAQUE;
        };
    }

    private static String group(Pattern pattern, String header) throws Malformed {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new Malformed("no array of a plain type");
        }
        return matcher.group(1);
    }

    private static List<Long> shape(String text) throws Malformed {
        var shape = new ArrayList<Long>();
        for (String part : text.split(",")) {
            String number = part.strip();
            if (number.length() > 18 || shape.size() > TensorName.MAX_DIMENSIONS) {
                throw new Malformed("not a shape");
            }
            if (!number.isEmpty()) {
                shape.add(parse(number));
            }
        }
        return shape;
    }

    private static long parse(String number) throws Malformed {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new Malformed("not a dimension");
        }
    }
}
