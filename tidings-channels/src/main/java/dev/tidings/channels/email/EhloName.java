package dev.tidings.channels.email;

import com.google.common.net.InetAddresses;
import dev.tidings.channels.outbound.HostName;
import dev.tidings.core.problem.ProblemException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The EHLO name: the configured one, the machine's full name, or its address. Never localhost, which mail servers treat
 * as spam.
 *
 * @param configured a name, or an address in brackets; null to determine one
 */
record EhloName(@Nullable String configured) {
    /** Parses an address literal or a name. Throws a ProblemException that names the field. */
    static EhloName of(String field, @Nullable String text) {
        if (text == null) {
            return new EhloName(null);
        }
        String name = text.strip();
        return new EhloName(isLiteral(name) ? name : HostName.ascii(field, text, name));
    }

    /** @param server the mail server */
    String forServer(String server, int port) {
        if (configured != null) {
            return configured;
        }
        String machine = Machine.NAME;
        return isFull(machine) ? machine : literal(ownAddress(server, port));
    }

    /** Looked up once, because it may query DNS. */
    private static final class Machine {
        static final String NAME = name();

        private static String name() {
            try {
                return InetAddress.getLocalHost().getCanonicalHostName().toLowerCase(Locale.ROOT);
            } catch (IOException unknown) {
                return "";
            }
        }
    }

    /** Returns whether other machines can resolve the name too. */
    static boolean isFull(String name) {
        if (name.indexOf('.') < 0 || name.startsWith("localhost") || InetAddresses.isInetAddress(name)) {
            return false;
        }
        try {
            return HostName.ascii("host", name, name).equals(name);
        } catch (ProblemException malformed) {
            return false;
        }
    }

    /** Returns the address literal of RFC 5321. */
    static String literal(InetAddress address) {
        String text = InetAddresses.toAddrString(address);
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    private static boolean isLiteral(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return false;
        }
        String within = text.substring(1, text.length() - 1);
        return InetAddresses.isInetAddress(within.startsWith("IPv6:") ? within.substring("IPv6:".length()) : within);
    }

    /** Returns the local address used to reach the server; sends nothing. */
    private static InetAddress ownAddress(String server, int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(server), port));
            return socket.getLocalAddress();
        } catch (IOException unreachable) {
            // The connection will fail as well.
            return InetAddress.getLoopbackAddress();
        }
    }
}
