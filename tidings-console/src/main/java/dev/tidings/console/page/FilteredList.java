package dev.tidings.console.page;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of the console with its filters, as its address has them.
 *
 * @param page the path without filters
 * @param given the filters, under the names of the API
 */
public record FilteredList(String page, Map<String, String> given) {
    private static final String CURSOR = "cursor";

    /** Fields of the form that were left empty are no filters. */
    static FilteredList of(String page, QueryParams asked) {
        Map<String, String> given = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            if (!name.equals(CURSOR) && !value.isBlank()) {
                given.put(name, value.strip());
            }
        });
        return new FilteredList(page, given);
    }

    public String value(String name) {
        return given.getOrDefault(name, "");
    }

    public boolean unfiltered() {
        return given.isEmpty();
    }

    /** The address of the first rows. */
    String path() {
        QueryParams query = query().build();
        return query.isEmpty() ? page : page + "?" + query.toQueryString();
    }

    /** The address of the rows behind a cursor; null without one. */
    @Nullable
    String next(@Nullable String cursor) {
        return cursor == null
                ? null
                : page + "?" + query().set(CURSOR, cursor).build().toQueryString();
    }

    /** What the API is asked for: the rows behind the cursor that was asked for, if any. */
    QueryParams query(QueryParams asked, int rows) {
        QueryParamsBuilder query = query().set("limit", String.valueOf(rows));
        String cursor = asked.get(CURSOR, "");
        if (!cursor.isEmpty()) {
            query.set(CURSOR, cursor);
        }
        return query.build();
    }

    private QueryParamsBuilder query() {
        QueryParamsBuilder query = QueryParams.builder();
        given.forEach(query::set);
        return query;
    }
}
