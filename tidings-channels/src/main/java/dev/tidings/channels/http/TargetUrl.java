package dev.tidings.channels.http;

import com.google.common.net.InetAddresses;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestTarget;
import dev.tidings.channels.outbound.HostName;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.secret.Masking;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A validated request URL.
 *
 * @param host an ASCII name, or an address without brackets
 * @param literal the address when the host is one; null for a name
 * @param path with the query, as written
 */
public record TargetUrl(
        boolean tls, String host, int port, @Nullable InetAddress literal, String path) {
    static final int MAX_CHARS = 2048;

    private static final String EXPECTED = "an http or https URL such as https://example.com/hooks/42";
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+))(?::([0-9]{1,5}))?");
    private static final Pattern HOST_OF_URL =
            Pattern.compile("([A-Za-z]+://)([^/?#@:\\[\\]]+)((?:[:/?#].*)?)", Pattern.DOTALL);
    private static final Pattern NUMERIC_LAST_LABEL = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");
    private static final int MAX_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    public static TargetUrl parse(String field, String url) {
        TextCheck.atMost(field, url, MAX_CHARS);
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw invalid(field, url, EXPECTED);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String authority = uri.getRawAuthority();
        if (!(scheme.equals("http") || scheme.equals("https")) || authority == null) {
            throw invalid(field, url, EXPECTED);
        }
        if (authority.indexOf('@') >= 0) {
            // The value contains a password.
            throw Problem.invalid(field, "a URL with credentials", EXPECTED + "; put credentials into auth")
                    .exception();
        }
        if (uri.getRawFragment() != null) {
            throw invalid(field, url, EXPECTED + ", without a fragment (#)");
        }
        return parse(field, url, scheme.equals("https"), authority, path(uri));
    }

    private static TargetUrl parse(String field, String url, boolean tls, String authority, String path) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw invalid(field, url, EXPECTED);
        }
        int port = tls ? HTTPS_PORT : HTTP_PORT;
        if (parts.group(3) != null) {
            port = Integer.parseInt(parts.group(3));
            if (port < 1 || port > MAX_PORT) {
                throw invalid(field, url, "a port from 1 to " + MAX_PORT);
            }
        }
        String six = parts.group(1);
        String host = six != null ? six : HostName.ascii(field, url, parts.group(2));
        InetAddress literal = InetAddresses.isInetAddress(host) ? InetAddresses.forString(host) : null;
        boolean looksNumeric = NUMERIC_LAST_LABEL.matcher(host).matches();
        if (literal == null && (six != null || looksNumeric)) {
            throw invalid(
                    field, url, "a host that is a name, an address such as 192.0.2.1, or one such as [2001:db8::1]");
        }
        // Normalized, because clients reject IPv4 notation inside IPv6 addresses, as in 64:ff9b::192.0.2.1.
        String normalized = literal instanceof Inet6Address ? InetAddresses.toAddrString(literal) : host;
        refuseUnsendable(field, url, normalized, port, path);
        return new TargetUrl(tls, normalized, port, literal, path);
    }

    /** Rejects URLs that the HTTP client would reject on every attempt, such as the host {@code 127.0.0.1_}. */
    private static void refuseUnsendable(String field, String url, String host, int port, String path) {
        try {
            Endpoint.of(host, port);
        } catch (IllegalArgumentException noName) {
            throw invalid(
                    field,
                    url,
                    "a host whose labels begin and end with letters or digits, the last with a letter first");
        }
        if (RequestTarget.forClient(path) == null) {
            throw invalid(field, url, "a path and query without control characters, also as %00 to %1F and %7F");
        }
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** Returns the query as a whole and each value, raw and decoded: for many receivers these are credentials. */
    public List<String> parameters() {
        int question = path.indexOf('?');
        if (question < 0) {
            return List.of();
        }
        String query = path.substring(question + 1);
        List<String> parameters = new ArrayList<>(List.of(query));
        for (String pair : query.split("[&;]", -1)) {
            String value = pair.substring(pair.indexOf('=') + 1);
            parameters.add(value);
            parameters.add(QueryParams.fromQueryString("v=" + value).get("v", value));
        }
        return parameters;
    }

    /** Returns the URL with its host in A-labels; unchanged when that fails. */
    public static String withAsciiHost(String url) {
        Matcher parts = HOST_OF_URL.matcher(url);
        if (!parts.matches() || parts.group(2).chars().allMatch(c -> c < 0x80)) {
            return url;
        }
        try {
            return parts.group(1) + HostName.ascii("address", "", parts.group(2)) + parts.group(3);
        } catch (ProblemException invalid) {
            return url;
        }
    }

    private static RuntimeException invalid(String field, String url, String expected) {
        return Problem.invalid(field, Masking.address(url), expected).exception();
    }

    /** Returns the URL without its query, which may contain a token. */
    public String shown() {
        int query = path.indexOf('?');
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + (port == (tls ? HTTPS_PORT : HTTP_PORT) ? "" : ":" + port);
        return (tls ? "https://" : "http://") + authority + (query < 0 ? path : path.substring(0, query) + "?…");
    }
}
