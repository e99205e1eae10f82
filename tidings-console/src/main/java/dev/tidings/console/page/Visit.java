package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.console.api.ConsoleApi;
import java.util.Objects;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One request of a viewer.
 *
 * @param browserId of the browser, or of its session
 * @param form the fields of a form; empty when none was sent
 */
public record Visit(
        ServiceRequestContext ctx, Matcher path, ConsoleApi api, Shell shell, String browserId, QueryParams form) {
    boolean submitted() {
        return ctx.method() == HttpMethod.POST;
    }

    /** Returns a part of the path. */
    String part(String name) {
        return Objects.requireNonNull(path.group(name), name);
    }

    @Nullable
    String query(String name) {
        String value = ctx.queryParam(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Whether htmx asks for a part of a page. */
    boolean partial() {
        return ctx.request().headers().contains("hx-request");
    }
}
