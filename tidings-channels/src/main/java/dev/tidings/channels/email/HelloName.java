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
 * What Tidings calls itself in EHLO: what was configured, or the machine's full name, or the address from which it connects.
 * Never localhost, which mail servers take for a sign of spam.
 *
 * @param configured a name, or an address in brackets; null to find one
 */
record HelloName(@Nullable String configured) {
    /** A literal, which stands for itself, or a name. Throws a ProblemException that names the field for anything else. */
    static HelloName of(String field, @Nullable String text) {
        if (text == null) {
            return new HelloName(null);
        }
        String name = text.strip();
        return new HelloName(isLiteral(name) ? name : HostName.ascii(field, text, name));
    }

    /** @param server the mail server */
    String towards(String server, int port) {
        if (configured != null) {
            return configured;
        }
        String machine = Machine.NAME;
        return isFull(machine) ? machine : literal(ownAddress(server, port));
    }

    /** Looked up once: it may ask a name server. */
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

    /** Whether a name means this machine to others too. */
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

    /** As RFC 5321 has it. */
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

    /** The address that packets to the server would come from; nothing is sent for this. */
    private static InetAddress ownAddress(String server, int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(server), port));
            return socket.getLocalAddress();
        } catch (IOException unreachable) {
            // Then there will be no connection either.
            return InetAddress.getLoopbackAddress();
        }
    }
}
