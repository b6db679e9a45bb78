using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>Every endpoint that takes a body gets bodies that programs have broken at. None of them is the gateway's own failure, and none takes long.</summary>
public sealed class HostileBodyTests
{
    // What a value may be that is of no type that was expected, or beyond its range.
    private static readonly string[] Values =
    [
        "null", "true", "-1", "1e999", "-1e999", "123456789012345678901234567890", "0.1e-999", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"' or 1 eq 1 or '\"", "[]", "[null]", "[[[[]]]]", "{}", "{\"a\":{\"b\":null}}",
        $"\"x\\r\\n{HostileValues.Forged}: 1\"", $"\"sandbox/e\\r\\n{HostileValues.Forged}: 1\"",
    ];

    public static TheoryData<string> Endpoints => [.. Endpoint.All.Where(static endpoint => endpoint.Described.Request is not null).Select(static endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Whatever_is_sent_as_a_body_is_the_senders_mistake(string id)
    {
        Endpoint endpoint = Endpoint.Named(id);
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider(ExampleOllama.Name, ollama.BaseUrl));
        gateway.TakesAnyRequest = true;
        string key = await ManagedKeys.IssueAsync(gateway, new KeyWish { App = gateway.App, Scopes = RightNames.Of(Rights.All) });
        Probe probe = await Probe.PrepareAsync(gateway, endpoint, key);

        List<string> wrong = [];
        foreach ((string what, byte[] body) in Bodies(probe.Body!))
        {
            GatewayAnswer answer = await probe.SendAsync(Probe.By(key), body: body);
            if (answer.Code >= 500 || answer.Broken || answer.Headers.ContainsKey(HostileValues.Forged))
            {
                wrong.Add($"{what}: {answer.Code} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, $"{endpoint}\n{string.Join('\n', wrong)}");
        Assert.DoesNotContain(gateway.Logs.Entries, static entry => entry.Level >= LogLevel.Error);
        Assert.DoesNotContain(gateway.Logs.Entries, static entry => entry.Text.Split('\n', '\r').Any(static line => line.StartsWith(HostileValues.Forged, StringComparison.Ordinal)));
    }

    /// <summary>A packed body is not unpacked: what it would become nobody can know.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_is_not_unpacked(string encoding)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(Pack(encoding, new byte[64 * 1024 * 1024])) };
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using HttpResponseMessage response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    private static IEnumerable<(string What, byte[] Body)> Bodies(byte[] example)
    {
        yield return ("nothing", []);
        yield return ("null", "null"u8.ToArray());
        yield return ("a text", "\"text\""u8.ToArray());
        yield return ("a list", "[]"u8.ToArray());
        yield return ("a number", "1e999"u8.ToArray());
        yield return ("a null byte", [0]);
        yield return ("no UTF-8", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes("{\"model\":\"sandbox/echo\"}"));
        yield return ("half", example[..(example.Length / 2)]);
        yield return ("twice", [.. example, .. example]);
        yield return ("nested without end", Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 100_000)));
        yield return ("nested without end, as objects", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 50_000))));
        yield return ("a field of a megabyte", Encoding.ASCII.GetBytes($"{{\"{new string('a', 1024 * 1024)}\":1}}"));
        yield return ("very many fields", Encoding.ASCII.GetBytes("{" + string.Join(',', Enumerable.Range(0, 20_000).Select(static i => $"\"f{i}\":{i}")) + "}"));
        yield return ("comments", "/* */ {\"model\":\"sandbox/echo\" // x\n}"u8.ToArray());
        if (ObjectIn(example) is not { } whole)
        {
            yield break;
        }

        foreach (string field in whole.Select(static pair => pair.Key))
        {
            yield return ($"'{field}' twice", Encoding.UTF8.GetBytes($"{{\"{field}\":1,{whole.ToJsonString()[1..]}"));
            foreach (string value in Values)
            {
                string placeholder = Guid.NewGuid().ToString("N");
                JsonObject changed = whole.DeepClone().AsObject();
                changed[field] = placeholder;
                yield return ($"'{field}' is {value}", Encoding.UTF8.GetBytes(changed.ToJsonString().Replace($"\"{placeholder}\"", value, StringComparison.Ordinal)));
            }
        }
    }

    private static JsonObject? ObjectIn(byte[] example)
    {
        try
        {
            return JsonNode.Parse(example) as JsonObject;
        }
        catch (JsonException)
        {
            // A form, a file of another kind.
            return null;
        }
    }

    private static byte[] Pack(string encoding, byte[] content)
    {
        using MemoryStream packed = new();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }
}
