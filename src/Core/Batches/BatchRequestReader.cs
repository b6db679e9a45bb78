using System.Globalization;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;

namespace LlmFunctions.Batches;

/// <summary>Reads the body of a request for a batch.</summary>
public static class BatchRequestReader
{
    /// <summary>The only window that there is.</summary>
    public const string Window = "24h";

    private const int MostPairs = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;
    private const int ShortestRetention = 3600;
    private const int LongestRetention = 30 * 24 * 3600;

    private static readonly string[] Fields = ["input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"];

    /// <exception cref="GatewayException">The body makes no sense; names the field.</exception>
    public static BatchRequest Read(ReadOnlyMemory<byte> body)
    {
        RequestValue root = RequestValue.Parse(RequestValue.WithoutMark(body));
        foreach (RequestValue property in root.Properties.Where(static property => !Fields.Contains(property.Name, StringComparer.Ordinal)))
        {
            throw property.Refuse("is not a field of this request");
        }

        string file = root.Required("input_file_id").Word();
        RequestValue path = root.Required("endpoint");
        BatchEndpoint endpoint = BatchEndpoints.Find(path.Text()) ?? throw path.Refuse($"must be one of {BatchEndpoints.Known}");
        RequestValue window = root.Required("completion_window");
        return window.Text() == Window
            ? new BatchRequest(file, endpoint, root.Optional("metadata") is { } metadata ? ReadMetadata(metadata) : null, root.Optional("output_expires_after") is { } expiry ? ReadExpiry(expiry) : null)
            : throw window.Refuse($"must be {Window}");
    }

    private static Dictionary<string, string> ReadMetadata(RequestValue metadata)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (RequestValue pair in metadata.Properties)
        {
            pairs[pair.Name] = pair.Name.Length <= LongestKey && pair.Text().Length <= LongestValue
                ? pair.Text()
                : throw pair.Refuse(string.Create(CultureInfo.InvariantCulture, $"is too long: names have at most {LongestKey} characters, values {LongestValue}"));
        }

        return pairs.Count <= MostPairs ? pairs : throw metadata.Refuse(string.Create(CultureInfo.InvariantCulture, $"must have at most {MostPairs} pairs"));
    }

    private static TimeSpan ReadExpiry(RequestValue expiry)
    {
        RequestValue anchor = expiry.Required("anchor");
        if (anchor.Text() != "created_at")
        {
            throw anchor.Refuse("must be created_at");
        }

        RequestValue seconds = expiry.Required("seconds");
        int value = seconds.Integer(ShortestRetention);
        return value <= LongestRetention
            ? TimeSpan.FromSeconds(value)
            : throw seconds.Refuse(string.Create(CultureInfo.InvariantCulture, $"must be at most {LongestRetention}"));
    }
}
