using System.Buffers.Binary;
using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Upstream;

public sealed class EventStreamFrameReaderTests
{
    // AWS's own vectors: https://github.com/smithy-lang/smithy-typescript, eventstream-codec, named as there.
    private const string AllHeaders =
        "000000cc000000af0fae64ca0a6576656e742d74797065040000a00c0c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0a626f6f6c2066616c7365"
        + "0109626f6f6c207472756500046279746502cf08627974652062756606001449276d2061206c6974746c6520746561706f74210974696d657374616d700800000000"
        + "00845fed05696e74313603002a05696e7436340500000000028757b20475756964090102030405060708090a0b0c0d0e0f107b27666f6f273a27626172277daba5f10c";

    private const string PayloadOneHeader =
        "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("all_headers", AllHeaders, "{'foo':'bar'}")]
    [InlineData("empty_message", "000000100000000005c248eb7d98c8ff", "")]
    [InlineData("int32_header", "0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0", "{'foo':'bar'}")]
    [InlineData("payload_no_headers", "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936", "{'foo':'bar'}")]
    [InlineData("payload_one_str_header", PayloadOneHeader, "{'foo':'bar'}")]
    public async Task A_message_is_read_as_AWS_does(string vector, string message, string payload)
    {
        byte[] bytes = Convert.FromHexString(message);
        StreamFrame frame = Assert.Single(await ReadAsync([.. bytes]));
        Assert.Equal((vector, payload, false), (vector, Encoding.UTF8.GetString(frame.Data.Span), frame.IsTail));
        Assert.Equal(bytes, frame.Raw.ToArray());
    }

    [Theory]
    [InlineData("corrupted_headers", "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b61666f6f273a27626172277d8d9c08b1")]
    [InlineData("corrupted_header_len", "0000003d0000002107fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1")]
    [InlineData("corrupted_length", "0000003e0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1")]
    [InlineData("corrupted_payload", "0000001d00000000fd528c5a5b27666f6f273a27626172277dc3653936")]
    public async Task A_damaged_message_is_no_message(string vector, string message)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => ReadAsync(Convert.FromHexString(message)));
        Assert.Equal((vector, ErrorKind.UpstreamError), (vector, exception.Error.Kind));
    }

    [Fact]
    public async Task Any_byte_that_is_changed_is_noticed()
    {
        byte[] good = EventStreamText.Encode("event messageStart {\"role\":\"assistant\"}\n");
        for (int i = 0; i < good.Length; i++)
        {
            byte[] damaged = [.. good];
            damaged[i] ^= 1;
            await Assert.ThrowsAsync<GatewayException>(() => ReadAsync(damaged));
        }
    }

    [Fact]
    public async Task A_stream_that_ends_anywhere_within_a_message_gives_none_of_it()
    {
        byte[] first = EventStreamText.Event("a", "{\"n\":1}");
        byte[] second = EventStreamText.Event("b", "{\"n\":2}");
        for (int cut = 1; cut < second.Length; cut++)
        {
            List<StreamFrame> frames = await ReadAsync([.. first, .. second[..cut]]);
            Assert.Equal(("a", "{\"n\":1}", false), (frames[0].Event, Encoding.UTF8.GetString(frames[0].Data.Span), frames[0].IsTail));
            Assert.Equal((null, true, true), (frames[1].Event, frames[1].Data.IsEmpty, frames[1].IsTail));
            Assert.Equal(2, frames.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Messages_are_read_however_the_bytes_are_split(int size)
    {
        string text = new('x', 100_000);
        byte[] body = EventStreamText.Encode($"event a {{\"t\":\"{text}\"}}\nexception throttlingException {{\"message\":\"slow\"}}\nerror Broken it is over\nexception e\n");
        List<StreamFrame> frames = await ReadAsync(body, size);
        Assert.Equal(["a", "error:throttlingException", "error:Broken", "error:e"], frames.Select(static frame => frame.Event));
        Assert.Equal([100_008, 18, 24, 2], frames.Select(static frame => frame.Data.Length));
    }

    [Theory]
    // A length below that of the prelude, headers longer than the message, a message of 2 GB: each with a good checksum.
    [InlineData(8u, 0u)]
    [InlineData(20u, 5u)]
    [InlineData(0x7fffffffu, 0u)]
    [InlineData(0xffffffffu, 0u)]
    [InlineData(20u, 0xffffffffu)]
    public async Task Lengths_that_cannot_be_are_refused_before_they_are_waited_for(uint length, uint headers)
    {
        byte[] prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, length);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Compute(prelude.AsSpan(0, 8)));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => ReadAsync([.. prelude, .. new byte[40]]));
        Assert.Contains("bytes of headers", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xCBF43926, Crc32.Compute("123456789"u8));

    private static async Task<List<StreamFrame>> ReadAsync(byte[] body, int size = 7)
    {
        FrameReader reader = FrameReader.Create(StreamFraming.EventStream, new ChoppedStream(body, size));
        List<StreamFrame> frames = [];
        while (await reader.ReadAsync(Cancel) is { } frame)
        {
            frames.Add(frame with { Data = frame.Data.ToArray(), Raw = frame.Raw.ToArray() });
        }

        return frames;
    }
}
