package io.twinkeep.agent.metadata;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The AIGC label in XMP, as element or attribute, and the kind of source that other services write. The parser knows no
 * document types and no entities but XML's own five, so a packet can neither read files nor unfold.
 */
final class XmpLabel {
    private static final String AIGC = "http://www.tc260.org.cn/ns/AIGC/1.0/";
    private static final String IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private static final int MAX_LABEL = 64 << 10;

    // The JDK's own: what lies on the class path could be another parser with other habits.
    private static final XMLInputFactory FACTORY = factory();

    private XmpLabel() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> new ByteArrayInputStream(new byte[0]));
        return factory;
    }

    static void read(byte[] packet, Facts facts) {
        if (packet.length == 0) {
            return;
        }
        try {
            // As characters: at malformed bytes the parser itself would write to standard error, whoever reports.
            XMLStreamReader xml = FACTORY.createXMLStreamReader(new StringReader(Text.unicode(packet)));
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD) {
                    facts.problem("the XMP has a document type, which XMP forbids");
                    return;
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    element(xml, facts);
                }
            }
        } catch (XMLStreamException | CharacterCodingException e) {
            facts.problem("the XMP is not well-formed XML");
        }
    }

    private static void element(XMLStreamReader xml, Facts facts) throws XMLStreamException {
        String label = xml.getAttributeValue(AIGC, "AIGC");
        if (label != null) {
            AigcLabel.read(label, facts);
        }
        source(xml.getAttributeValue(IPTC, "DigitalSourceType"), facts);
        if ("AIGC".equals(xml.getLocalName()) && AIGC.equals(xml.getNamespaceURI())) {
            AigcLabel.read(textOf(xml), facts);
        } else if ("DigitalSourceType".equals(xml.getLocalName()) && IPTC.equals(xml.getNamespaceURI())) {
            source(textOf(xml), facts);
        }
    }

    /** A URI whose last part says the kind, such as trainedAlgorithmicMedia. */
    private static void source(String uri, Facts facts) {
        if (uri != null) {
            facts.extra("digital_source_type", uri.substring(uri.lastIndexOf('/') + 1));
        }
    }

    /** The text of this element alone: the label has no children, and what has some is passed over. */
    private static String textOf(XMLStreamReader xml) throws XMLStreamException {
        var text = new StringBuilder();
        for (int depth = 1; depth > 0 && text.length() < MAX_LABEL; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                default -> {}
            }
        }
        return text.toString();
    }
}
