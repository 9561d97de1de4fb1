package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import okhttp3.Response;

/**
 * An XML answer: the texts of the top level, and the repeated entries in the order in which they came (which for versions
 * tells what is newer, and which mappers to classes lose).
 */
record S3Document(String root, Map<String, String> fields, List<Entry> entries) {
    /** One {@code Contents}, {@code Version} or {@code DeleteMarker} and the texts right below it. */
    record Entry(String name, Map<String, String> fields) {}

    private static final Set<String> ENTRIES = Set.of("Contents", "Version", "DeleteMarker");
    private static final int MOST_BYTES = 16 << 20; // 1,000 entries of keys of 900 characters are 4 MiB
    private static final XMLInputFactory FACTORY = factory();

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    static S3Document read(Response answer) throws IOException {
        byte[] bytes = answer.body().byteStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new Refused("the store answered with more than " + MOST_BYTES + " bytes of XML");
        }
        return parse(new java.io.ByteArrayInputStream(bytes));
    }

    static S3Document parse(InputStream stream) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(stream);
            return new Walk(reader).document();
        } catch (XMLStreamException e) {
            throw new Refused(
                    "the store's answer is not the XML of an S3 store: " + e.getMessage(),
                    "check the repository's address",
                    e);
        }
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(text -> !text.isEmpty());
    }

    /** A key as it is, where the store says that it encoded keys. */
    String decoded(String text) {
        return "url".equals(fields.get("EncodingType")) ? URLDecoder.decode(text, StandardCharsets.UTF_8) : text;
    }

    /** Collects texts by depth: 1 is the root, 2 its fields and entries, 3 the fields of entries. */
    private static final class Walk {
        private final XMLStreamReader reader;
        private final Map<String, String> fields = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private String root = "";
        private int depth;

        Walk(XMLStreamReader reader) {
            this.reader = reader;
        }

        S3Document document() throws XMLStreamException {
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(reader.getLocalName());
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
                    default -> {}
                }
            }
            return new S3Document(root, fields, entries);
        }

        private void start(String name) {
            depth++;
            text.setLength(0);
            if (depth == 1) {
                root = name;
            } else if (depth == 2 && ENTRIES.contains(name)) {
                entries.add(new Entry(name, new HashMap<>()));
            }
        }

        private void end(String name) {
            if (depth == 2 && !ENTRIES.contains(name)) {
                fields.put(name, text.toString());
            } else if (depth == 3 && !entries.isEmpty()) {
                entries.getLast().fields().putIfAbsent(name, text.toString());
            }
            depth--;
        }
    }
}
