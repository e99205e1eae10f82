package dev.tidings.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validates the address of a server. */
final class ServerTarget {
    private static final Pattern HTTP = Pattern.compile("(?i)https?://.*");
    private static final Pattern USER = Pattern.compile("[^/]*@");
    private static final Pattern PORT = Pattern.compile("(?:\\[[^\\]]*\\]|[^:/\\[\\]]+):(-?\\d+)");
    private static final int MOST = 65_535;

    private ServerTarget() {}

    /** @throws IllegalArgumentException when it cannot be the target of a channel */
    static void check(String target) {
        if (target.isBlank()) {
            throw new IllegalArgumentException("target is blank; expected host:port");
        }
        if (HTTP.matcher(target).matches()) {
            throw refused(target, "host:port without http:// or https://; TLS is a separate setting");
        }
        if (target.chars().anyMatch(each -> each <= ' ')) {
            throw refused(target, "host:port without spaces");
        }
        Matcher port = PORT.matcher(target);
        if (port.matches() && !isPort(port.group(1))) {
            throw refused(target, "host:port with a port of 1 to " + MOST);
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST;
    }

    private static IllegalArgumentException refused(String target, String expected) {
        // The part before an @ may contain a password.
        String shown = USER.matcher(target).replaceAll("***@");
        return new IllegalArgumentException("target is '" + shown + "'; expected " + expected);
    }
}
