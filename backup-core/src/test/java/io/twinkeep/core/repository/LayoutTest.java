package io.twinkeep.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.ids.ModelName;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.ids.SetId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.Urgency;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final ModelName MODEL = new ModelName("z-image-turbo");
    private static final SetId SET = new SetId(1, 2);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @Test
    void outputsGoBeforeFactsAndPacksLast() {
        ObjectKey output = Layout.day(Layout.OUTPUTS, DAY).resolve("abc");
        ObjectKey records = Layout.day(Layout.RECORDS, DAY).resolve("x-000000");
        ObjectKey pack = Layout.pack(MODEL, SET, new PackId(new Token(1, 2)));

        assertThat(Layout.urgency(output)).isEqualTo(Urgency.FIRST);
        assertThat(Layout.urgency(records)).isEqualTo(Urgency.NEXT);
        assertThat(Layout.urgency(Layout.slot(MODEL, SET, 0))).isEqualTo(Urgency.NEXT);
        assertThat(Layout.urgency(Layout.REPOSITORY)).isEqualTo(Urgency.NEXT);
        assertThat(Layout.urgency(pack)).isEqualTo(Urgency.LAST);
    }
}
