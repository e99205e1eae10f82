package dev.tidings.http.feature;

import com.google.common.net.UrlEscapers;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One call of the API in process.
 *
 * @param template the path as the OpenAPI document has it, such as {@code /v1/deliveries/{id}:replay}
 * @param path the values in the template
 * @param json the body; empty for none
 */
public record LocalCall(HttpMethod method, String template, Map<String, String> path, QueryParams query, String json) {
    /** What says where a request of a browser comes from, which a server without keys checks. */
    private static final List<CharSequence> ORIGIN = List.of(
            HttpHeaderNames.ORIGIN,
            HttpHeaderNames.SEC_FETCH_SITE,
            HttpHeaderNames.FORWARDED,
            HttpHeaderNames.X_FORWARDED_FOR,
            HttpHeaderNames.VIA,
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip");

    public LocalCall {
        path = Map.copyOf(path);
    }

    public static LocalCall get(String template, Map<String, String> path, QueryParams query) {
        return new LocalCall(HttpMethod.GET, template, path, query, "");
    }

    public static LocalCall post(String template, Map<String, String> path, String json) {
        return new LocalCall(HttpMethod.POST, template, path, QueryParams.of(), json);
    }

    /** The path with its values. */
    String rawPath() {
        String filled = template;
        for (Map.Entry<String, String> value : path.entrySet()) {
            filled = filled.replace(
                    "{" + value.getKey() + "}",
                    UrlEscapers.urlPathSegmentEscaper().escape(value.getValue()));
        }
        return filled;
    }

    HttpRequest request(RequestHeaders page) {
        String path = rawPath();
        RequestHeadersBuilder headers =
                RequestHeaders.builder(method, query.isEmpty() ? path : path + "?" + query.toQueryString());
        String authority = page.authority();
        if (authority != null) {
            headers.authority(authority);
        }
        ORIGIN.forEach(name -> page.getAll(name).forEach(value -> headers.add(name, value)));
        if (json.isEmpty()) {
            return HttpRequest.of(headers.build());
        }
        return HttpRequest.of(
                headers.contentType(MediaType.JSON).build(), HttpData.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }
}
