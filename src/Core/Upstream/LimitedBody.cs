using LlmFunctions.Errors;

namespace LlmFunctions.Upstream;

/// <summary>Reads whole bodies up to a limit.</summary>
public static class LimitedBody
{
    private const int LongestAnswer = 64 * 1024 * 1024;
    private const int LongestError = 64 * 1024;
    private const int FirstBuffer = 4 * 1024;
    private const int LargestFirstBuffer = 64 * 1024;

    internal static async Task<ReadOnlyMemory<byte>> ReadAnswerAsync(UpstreamResponse response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.OpenBodyAsync(cancellationToken);
        return await ReadAsync(body, LongestAnswer, response.Length, cancellationToken)
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
        // One byte more than announced, because the read that finds the end needs room; but an announcement alone does not
        // get more memory than a small body takes.
        byte[] buffer = new byte[Math.Min(expected + 1 ?? FirstBuffer, LargestFirstBuffer)];
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
