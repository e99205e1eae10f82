package dev.tidings.http.access;

import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Protects a server on the loopback interface from its user's browser: other sites must neither write to it across
 * origins nor reach it through DNS rebinding.
 */
public final class OriginGuard {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Set<String> hosts;

    /** @param hosts the server's names in addition to those of the loopback interface */
    public OriginGuard(Collection<String> hosts) {
        this.hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        this.hosts.addAll(hosts);
    }

    void check(RequestHeaders headers) {
        checkHost(headers);
        if (SAFE.contains(headers.method())) {
            return;
        }
        String authority = headers.authority();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !sameOrigin(origin, authority)) {
            throw denied("Origin", origin, "no other origin than http://" + authority);
        }
        if ("cross-site".equals(headers.get(HttpHeaderNames.SEC_FETCH_SITE))) {
            throw denied("Sec-Fetch-Site", "cross-site", "same-origin or none");
        }
    }

    void checkHost(RequestHeaders headers) {
        String authority = headers.authority();
        String host = authority == null ? null : host(authority);
        if (host == null || !known(host)) {
            throw denied("Host", authority, "localhost, a loopback address or one of server.allowed_hosts");
        }
    }

    private boolean known(String host) {
        return host.equals("localhost") || loopback(host) || hosts.contains(host);
    }

    private static boolean loopback(String host) {
        return InetAddresses.isUriInetAddress(host)
                && InetAddresses.forUriString(host).isLoopbackAddress();
    }

    public static boolean sameOrigin(String origin, @Nullable String authority) {
        try {
            String own = URI.create(origin).getRawAuthority();
            return own != null && own.equalsIgnoreCase(authority);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Returns the host without the port. */
    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }

    static AccessRefused denied(String header, @Nullable String value, String expected) {
        return new AccessRefused(
                AccessRefused.Reason.ORIGIN, Problem.at(ProblemCode.PERMISSION_DENIED, header, value, expected));
    }
}
