using System.Runtime.CompilerServices;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Produces the bytes of an answer in the pieces and at the times in which they are to arrive.</summary>
internal static class SandboxStreamedAnswer
{
    // Tokens without a pause between them are handed over together.
    private const int LargestPiece = 4 * 1024;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        SandboxAnswer answer,
        SandboxOptions options,
        bool includeUsage,
        TimeProvider timeProvider,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using SandboxEventWriter writer = new(answer);
        int tokens = Math.Min(answer.Deltas.Count, options.Ending?.AfterTokens ?? int.MaxValue);
        await PauseAsync(options.FirstToken, timeProvider, cancellationToken);
        writer.WriteRoles();
        for (int i = 0; i < tokens; i++)
        {
            if (i > 0 && options.TokenInterval > TimeSpan.Zero)
            {
                yield return writer.Take();
                await PauseAsync(options.TokenInterval, timeProvider, cancellationToken);
            }

            writer.WriteDelta(answer.Deltas[i]);
            if (writer.Length >= LargestPiece)
            {
                yield return writer.Take();
            }
        }

        WriteEnd(writer, options, includeUsage);
        yield return writer.Take();
        await EndAsync(options.Ending, timeProvider, cancellationToken);
    }

    /// <summary>The first half of a whole answer, and then what the options say.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> BreakAsync(
        ReadOnlyMemory<byte> body,
        SandboxEnding ending,
        TimeProvider timeProvider,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return body[..(body.Length / 2)];
        await EndAsync(ending, timeProvider, cancellationToken);
    }

    public static Task PauseAsync(TimeSpan delay, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, timeProvider, cancellationToken) : Task.CompletedTask;

    private static void WriteEnd(SandboxEventWriter writer, SandboxOptions options, bool includeUsage)
    {
        switch (options.Ending?.Kind)
        {
            case null:
                writer.WriteEnd(includeUsage);
                break;
            case SandboxEndingKind.Malformed:
                writer.WriteRaw("""{"id":"chatcmpl-","choices":[{"index":0,"delta":{"content":"""u8);
                break;
            case SandboxEndingKind.Error:
                writer.WriteError(SandboxFailures.EndingMessage, SandboxFailures.ServerError, options.ErrorCode);
                break;
        }
    }

    private static async Task EndAsync(SandboxEnding? ending, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        switch (ending?.Kind)
        {
            case SandboxEndingKind.Cut:
                throw new HttpIOException(HttpRequestError.ResponseEnded, "The sandbox broke the connection.");
            case SandboxEndingKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);
                break;
        }
    }
}
