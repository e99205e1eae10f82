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

/** The methods that a path supports, for responses to other methods. */
final class AllowedMethods {
    private final Set<HttpMethod> methods;

    private AllowedMethods(Set<HttpMethod> methods) {
        this.methods = methods;
    }

    /** Collects the methods of all routes that match a path. */
    static AllowedMethods at(String path, Iterable<ServiceConfig> routes) {
        Set<HttpMethod> methods = EnumSet.of(HttpMethod.OPTIONS);
        for (ServiceConfig config : routes) {
            String pattern = config.route().patternString();
            if (expression(pattern).matcher(path).matches()) {
                methods.addAll(config.route().methods());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            // The server handles HEAD wherever it handles GET.
            methods.add(HttpMethod.HEAD);
        }
        // Extended CONNECT of HTTP/2 is only for WebSockets.
        methods.remove(HttpMethod.CONNECT);
        return new AllowedMethods(methods);
    }

    static AllowedMethods of(HttpMethod method) {
        return new AllowedMethods(EnumSet.of(HttpMethod.OPTIONS, method));
    }

    /** Patterns are regular expressions starting with {@code ^}, or paths with {@code :name} segments. */
    private static Pattern expression(String pattern) {
        return Pattern.compile(
                pattern.startsWith("^") ? pattern : "\\Q" + pattern.replaceAll("/:\\w+", "/\\\\E[^/]+\\\\Q") + "\\E");
    }

    /** Answers a request with another method: OPTIONS with the supported ones, others also with a problem. */
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
