using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>What the gateway answered: status, headers, bytes, and whether the body came to its proper end.</summary>
internal sealed record GatewayAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes, bool Broken)
{
    public int Code => (int)Status;

    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Bytes);

    public JsonElement Error => Json.GetProperty("error");

    /// <summary>The data of each server-sent event; comments are left out.</summary>
    public IReadOnlyList<string> Events => [.. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(static block => string.Join('\n', block.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..])))
        .Where(static data => data.Length > 0)];

    /// <summary>The events that are JSON documents.</summary>
    public IReadOnlyList<JsonElement> Chunks => [.. Events.Where(static data => data != "[DONE]").Select(static data => JsonElement.Parse(data))];

    public bool IsDone => Events is [.., "[DONE]"];

    /// <summary>The text of a whole or a streamed answer.</summary>
    public string Content => Headers["content-type"].StartsWith("text/event-stream", StringComparison.Ordinal)
        ? string.Concat(Chunks.SelectMany(static chunk => chunk.TryGetProperty("choices", out JsonElement choices) ? choices.EnumerateArray() : [])
            .Select(static choice => choice.GetProperty("delta").TryGetProperty("content", out JsonElement content) ? content.GetString() : null))
        : Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public static async Task<GatewayAnswer> ReadAsync(HttpResponseMessage response)
    {
        using MemoryStream body = new();
        bool broken = false;
        try
        {
            await response.Content.CopyToAsync(body, TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            broken = true;
        }

        Dictionary<string, string> headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new GatewayAnswer(response.StatusCode, headers, body.ToArray(), broken);
    }
}
