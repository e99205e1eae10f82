package dev.tidings.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceConfig;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which methods an address knows, for answers to a request with another one. */
final class AllowedMethods {
    private final Set<HttpMethod> methods;

    private AllowedMethods(Set<HttpMethod> methods) {
        this.methods = methods;
    }

    /** Of all routes of a server that lead from a path. */
    static AllowedMethods at(String path, Iterable<ServiceConfig> routes) {
        Set<HttpMethod> methods = EnumSet.of(HttpMethod.OPTIONS);
        for (ServiceConfig config : routes) {
            String pattern = config.route().patternString();
            if (expression(pattern).matcher(path).matches()) {
                methods.addAll(config.route().methods());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            // The server answers it wherever it answers GET.
            methods.add(HttpMethod.HEAD);
        }
        // Extended CONNECT of HTTP/2 is a WebSocket's, and for nobody who reads Allow.
        methods.remove(HttpMethod.CONNECT);
        return new AllowedMethods(methods);
    }

    static AllowedMethods of(HttpMethod method) {
        return new AllowedMethods(EnumSet.of(HttpMethod.OPTIONS, method));
    }

    /** Patterns are regular expressions from {@code ^}, or paths with {@code :name} for a segment. */
    private static Pattern expression(String pattern) {
        return Pattern.compile(
                pattern.startsWith("^") ? pattern : "\\Q" + pattern.replaceAll("/:\\w+", "/\\\\E[^/]+\\\\Q") + "\\E");
    }

    /** What answers a request with another method: OPTIONS with those that there are, the rest with a problem too. */
    AggregatedHttpResponse answer(HttpMethod asked) {
        String header = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        if (asked == HttpMethod.OPTIONS) {
            return AggregatedHttpResponse.of(ResponseHeaders.of(HttpStatus.NO_CONTENT, HttpHeaderNames.ALLOW, header));
        }
        AggregatedHttpResponse problem =
                ProblemAnswer.aggregated(Failures.ofStatus(HttpStatus.METHOD_NOT_ALLOWED, null));
        return AggregatedHttpResponse.of(
                problem.headers().toBuilder().set(HttpHeaderNames.ALLOW, header).build(), problem.content());
    }
}
