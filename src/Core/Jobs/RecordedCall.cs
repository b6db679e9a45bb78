using System.Text.Json;
using LlmFunctions.Usage;

namespace LlmFunctions.Jobs;

/// <summary>A call that has come to its end, as it is stored: a line with its records, then the result byte for byte.</summary>
/// <param name="Result">What the activity made of its outcome.</param>
/// <param name="Records">What its attempts used.</param>
public sealed record RecordedCall(ReadOnlyMemory<byte> Result, IReadOnlyList<UsageRecord> Records)
{
    private const byte NewLine = (byte)'\n';

    public ReadOnlyMemory<byte> Write()
    {
        // No line breaks are in it: they are escaped in texts, and none is put between.
        byte[] records = JsonSerializer.SerializeToUtf8Bytes(Records, UsageJson.Default.IReadOnlyListUsageRecord);
        return (byte[])[.. records, NewLine, .. Result.Span];
    }

    public static RecordedCall Read(ReadOnlyMemory<byte> stored)
    {
        int end = stored.Span.IndexOf(NewLine);
        return new RecordedCall(stored[(end + 1)..], JsonSerializer.Deserialize(stored.Span[..end], UsageJson.Default.IReadOnlyListUsageRecord)!);
    }
}
