using System.Text;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Upstream;

public sealed class SseFrameReaderTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("data:a\n\n", "a")]
    [InlineData("data:  a\n\n", " a")]
    [InlineData("data: one\ndata: two\n\n", "one\ntwo")]
    [InlineData(": comment\n\ndata: a\n\n", "|a")]
    [InlineData("id: 1\nretry: 5\ndata: a\nunknown: x\n\n", "a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("\n\ndata: a\n\n", "|a")]
    [InlineData("data\n\n", "")]
    [InlineData("data: 你好 😀\n\n", "你好 😀")]
    [InlineData("data: last without an end", "last without an end")]
    public async Task Events_are_the_same_however_the_bytes_are_split(string body, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int size = 1; size <= bytes.Length; size++)
        {
            List<StreamFrame> frames = await ReadAsync(bytes, size);
            Assert.Equal(expected, string.Join('|', frames.Select(static frame => Encoding.UTF8.GetString(frame.Data.Span))));
        }
    }

    [Theory]
    [InlineData("event: ping\ndata: {}\n\nevent: other\ndata: {}\n\ndata: {}\n\n", "ping|other|")]
    [InlineData("event:ping\r\ndata: {}\r\n\r\n", "ping")]
    public async Task Event_names_are_read(string body, string expected)
    {
        List<StreamFrame> frames = await ReadAsync(Encoding.UTF8.GetBytes(body), 5);
        Assert.Equal(expected, string.Join('|', frames.Select(static frame => frame.Event)));
    }

    [Theory]
    [InlineData("event: x\r\ndata: a\r\n\r\n: keep-alive\n\ndata: b\n\nid: 7\ndata: tail")]
    [InlineData("\n\r\ndata: a\r\r\ndata: b\n\n")]
    public async Task The_raw_bytes_of_all_frames_together_are_the_body(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int size = 1; size <= bytes.Length; size++)
        {
            List<StreamFrame> frames = await ReadAsync(bytes, size);
            Assert.Equal(body, string.Concat(frames.Select(static frame => Encoding.UTF8.GetString(frame.Raw.Span))));
        }
    }

    [Theory]
    [InlineData("event: ping\ndata:\n\n")]
    [InlineData("data\r\n\r\n")]
    [InlineData("data:  \n\n")]
    [InlineData("data:\ndata:\n\n")]
    public async Task An_event_without_a_payload_is_passed_on_as_a_comment(string body)
    {
        StreamFrame frame = Assert.Single(await ReadAsync(Encoding.UTF8.GetBytes(body), 3));
        Assert.Equal(":\n\n", Encoding.UTF8.GetString(frame.Raw.Span));
    }

    [Fact]
    public async Task Only_an_unterminated_last_event_is_a_tail()
    {
        List<StreamFrame> frames = await ReadAsync("data: a\n\ndata: b"u8.ToArray(), 100);
        Assert.Equal([false, true], frames.Select(static frame => frame.IsTail));
    }

    [Fact]
    public async Task An_event_larger_than_the_first_buffer_is_read_whole()
    {
        string text = new('x', 100_000);
        List<StreamFrame> frames = await ReadAsync(Encoding.UTF8.GetBytes($"data: a\n\ndata: {text}\n\ndata: b\n\n"), 4096);
        Assert.Equal(["a", text, "b"], frames.Select(static frame => Encoding.UTF8.GetString(frame.Data.Span)));
    }

    private static async Task<List<StreamFrame>> ReadAsync(byte[] body, int size)
    {
        SseFrameReader reader = new(new ChoppedStream(body, size));
        List<StreamFrame> frames = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            frames.Add(frame with { Data = frame.Data.ToArray(), Raw = frame.Raw.ToArray() });
        }

        return frames;
    }
}
