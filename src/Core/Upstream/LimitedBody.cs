using LlmFunctions.Errors;

namespace LlmFunctions.Upstream;

/// <summary>Reads whole bodies up to a limit.</summary>
public static class LimitedBody
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int LongestError = 64 * 1024;
    private const int FirstBuffer = 4096;

    internal static async Task<ReadOnlyMemory<byte>> ReadAnswerAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.OpenBodyAsync(cancellationToken);
        return await ReadAsync(body, LongestAnswer, expected: null, cancellationToken)
            ?? throw UpstreamErrors.Malformed($"an answer of more than {LongestAnswer} bytes");
    }

    /// <summary>Reads an error body; what is too long to be read is as good as none.</summary>
    internal static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.OpenBodyAsync(cancellationToken);
        return await ReadAsync(body, LongestError, expected: null, cancellationToken) ?? ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>Reads a body to its end, or returns null when it is longer than the limit.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="expected">The length that was announced, if any.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, long limit, long? expected, CancellationToken cancellationToken)
    {
        // One byte more than announced: the read that finds the end needs room.
        byte[] buffer = new byte[expected is { } announced ? Math.Min(announced, limit) + 1 : FirstBuffer];
        int length = 0;
        while (true)
        {
            int read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }
}
