using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Migrations;

/// <summary>Something that is asked of what is stored, and the answer.</summary>
internal sealed record SnapshotAnswer
{
    // Made of when a row was written.
    private const string Etag = "etag";

    public required string Path { get; init; }

    /// <summary>Whether it is asked with the admin key, and not with the app's.</summary>
    public bool IsOfAdmin { get; init; }

    /// <summary>What is posted; null for a GET.</summary>
    public string? Body { get; init; }

    /// <summary>The header that matters.</summary>
    public string? Header { get; init; }

    public string? HeaderValue { get; init; }

    /// <summary>The answer; null where only the header matters.</summary>
    public JsonElement? Answer { get; init; }

    public static SnapshotAnswer Read(JsonElement line) => new()
    {
        Path = line.GetProperty("path").GetString()!,
        IsOfAdmin = line.GetProperty("admin").GetBoolean(),
        Body = Text(line, "body"),
        Header = Text(line, "header"),
        HeaderValue = Text(line, "header_value"),
        Answer = line.TryGetProperty("answer", out JsonElement answer) ? answer : null,
    };

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("path"u8, Path);
        writer.WriteBoolean("admin"u8, IsOfAdmin);
        foreach ((string name, string? value) in ((string, string?)[])[("body", Body), ("header", Header), ("header_value", HeaderValue)])
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        if (Answer is { } answer)
        {
            writer.WritePropertyName("answer"u8);
            answer.WriteTo(writer);
        }
    }

    /// <summary>Asks it, and returns it with the answer.</summary>
    public async Task<SnapshotAnswer> AskAsync(GatewayApp gateway, string key)
    {
        using HttpRequestMessage request = new(Body is null ? HttpMethod.Get : HttpMethod.Post, Path);
        request.Headers.Authorization = new("Bearer", IsOfAdmin ? gateway.AdminKey : key);
        request.Content = Body is null ? null : new StringContent(Body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);
        Assert.True(answer.Code == 200, $"{Path}: {answer.Text}");
        return this with { HeaderValue = Header is null ? null : answer.Headers[Header], Answer = Header is null ? answer.Json : null };
    }

    /// <summary>Where another answer lacks something of this one, or has something else. It may have more.</summary>
    public IEnumerable<string> DifferencesTo(SnapshotAnswer now) =>
        HeaderValue != now.HeaderValue ? [$"{Path}: {Header} is '{now.HeaderValue}', and was '{HeaderValue}'"]
        : Answer is { } before ? Differences(Path, before, now.Answer) : [];

    private static IEnumerable<string> Differences(string at, JsonElement before, JsonElement? now) =>
        now is not { } found || found.ValueKind != before.ValueKind ? [$"{at} is {now?.GetRawText() ?? "absent"}, and was {before.GetRawText()}"]
        : before.ValueKind == JsonValueKind.Object
            ? before.EnumerateObject().Where(static property => property.Name != Etag)
                .SelectMany(property => Differences($"{at}.{property.Name}", property.Value, found.TryGetProperty(property.Name, out JsonElement value) ? value : null))
        : before.ValueKind == JsonValueKind.Array && before.GetArrayLength() == found.GetArrayLength()
            ? before.EnumerateArray().Zip(found.EnumerateArray()).SelectMany((pair, index) => Differences($"{at}[{index}]", pair.First, pair.Second))
        : JsonElement.DeepEquals(before, found) ? [] : [$"{at} is {found.GetRawText()}, and was {before.GetRawText()}"];

    private static string? Text(JsonElement line, string field) => line.TryGetProperty(field, out JsonElement text) ? text.GetString() : null;
}
