package io.twinkeep.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.files.SourceFile;
import io.twinkeep.core.ids.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorLayoutsTest {
    @Test
    void anEmptyFileHasNoExtents() {
        assertThat(Layouts.of(new byte[0])).isEmpty();
    }

    @Test
    void aFileOfUnknownFormatIsOneOpaqueExtent() {
        assertThat(Layouts.of(new LittleEndian().text("{\"total_size\": 12}"))).isEqualTo(Layouts.opaque(18));
        assertThat(Layouts.of(new byte[] {7})).isEqualTo(Layouts.opaque(1));
    }

    @Test
    void anNpyArrayIsNamedAfterItsFile() {
        var extents = Layouts.of(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24));

        assertThat(Layouts.tensors(extents)).extracting(Extent::name).containsExactly("unet/weights.bin\0<f4[2,3]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2 4), }",
                "{'descr': [('a', '<f4')], 'shape': (6,), }",
                "{'descr': '<f4', 'shape': (999999999999999999, 999999999999999999), }",
                "{'descr': '<f4', 'shape': (9999999999999999999999999, ), }"
            })
    void anNpyHeaderThatDoesNotFitItsFileIsNotBelieved(String header) {
        assertThat(Layouts.of(npy(header, 24))).hasSize(1);
    }

    @Test
    void whatTheDiskSaysIsNotHidden() {
        var broken = new SourceFile() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public int read(long position, byte[] array, int offset, int length) {
                throw new Failed("input/output error");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> TensorLayouts.of(FilePath.of("a"), broken)).isInstanceOf(Failed.class);
    }

    private static LittleEndian npy(String header, int bytes) {
        return new LittleEndian()
                .u8(0x93)
                .text("NUMPY")
                .u8(1)
                .u8(0)
                .u16(header.length())
                .text(header)
                .bytes(new byte[bytes]);
    }
}
