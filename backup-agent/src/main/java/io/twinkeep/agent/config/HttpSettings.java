package io.twinkeep.agent.config;

/** @param port 0 for any free one */
public record HttpSettings(String host, int port) {
    /** @throws IllegalArgumentException unless the text is {@code host:port} with a loopback host */
    static HttpSettings parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("must be HOST:PORT such as 127.0.0.1:9464, is '" + text + "'");
        }
        if (!host.matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")) {
            throw new IllegalArgumentException("must be on the loopback interface, such as 127.0.0.1:" + port + ", is '"
                    + text + "'; put a proxy that knows its clients in front to reach it from elsewhere");
        }
        return new HttpSettings(host, Integer.parseInt(port));
    }
}
