using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.OpenAI;

/// <summary>Every value of every recording is replaced by values of other types: what comes out is an answer or a proper error.</summary>
public sealed class OpenAIMutationTests
{
    private static readonly string[] Replacements = ["null", "7", "-1.5", "true", "\"text\"", "\"\"", "[]", "[null]", "[7]", "{}", "[{}]", "{\"a\":null}"];

    [Fact]
    public void Whole_answers() => ForEachMutation("upstream-response.json", static body =>
    {
        OpenAIDialect.Instance.FromUpstream(body);
        OpenAIDialect.Instance.ErrorFromUpstream(400, body);
    });

    [Fact]
    public void Errors() => ForEachMutation("upstream-response.json", static body => OpenAIDialect.Instance.ErrorFromUpstream(500, body));

    [Fact]
    public void Stream_events() => ForEachMutation("upstream-response.sse", static body =>
    {
        IStreamTranslator translator = OpenAIDialect.Instance.CreateStreamTranslator();
        StreamFrame frame = new(null, body, body);
        translator.Translate(frame);
        translator.Translate(frame);
        translator.Complete();
    });

    [Fact]
    public void Requests() => ForEachMutation("request.json", static body =>
    {
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(body);
        UpstreamTarget target = new() { Model = "m", Quirks = new ProviderQuirks { MaxTokensOnly = true, NoDeveloperRole = true, NoReasoningContent = true } };
        OpenAIDialect.Instance.ToUpstream(request.Chat, target);
        if (request.Body is { } original)
        {
            OpenAIDialect.Instance.PassThrough(original, request.Chat, target);
        }
    });

    private static void ForEachMutation(string file, Action<byte[]> use)
    {
        int count = 0;
        foreach (JsonNode document in Documents(file))
        {
            foreach (byte[] mutation in Mutations(document))
            {
                count++;
                Exception? exception = Record.Exception(() => use(mutation));
                Assert.True(exception is null or GatewayException, $"{Encoding.UTF8.GetString(mutation)}\n{exception}");
            }
        }

        Assert.True(count > 500, $"only {count} mutations of {file}");
    }

    private static IEnumerable<JsonNode> Documents(string file) =>
        from scenario in Directory.EnumerateDirectories(Path.Combine(Fixture.Root, "openai"))
        let path = Path.Combine(scenario, file)
        where File.Exists(path)
        from text in file.EndsWith(".sse", StringComparison.Ordinal)
            ? File.ReadAllLines(path).Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(static line => line["data: ".Length..])
            : [File.ReadAllText(path)]
        let document = TryParse(text)
        where document is not null
        select document;

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            // Some recordings are not JSON on purpose.
            return null;
        }
    }

    private static IEnumerable<byte[]> Mutations(JsonNode document)
    {
        foreach (JsonNode node in Descendants(document).ToArray())
        {
            foreach (string replacement in Replacements)
            {
                JsonNode copy = document.DeepClone();
                Replace(copy, document, node, JsonNode.Parse(replacement));
                yield return Encoding.UTF8.GetBytes(copy.ToJsonString());
            }
        }
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject parent => parent.Select(static property => property.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(static child => Descendants(child).Prepend(child));
    }

    /// <summary>Finds in the copy the place that the node has in the original.</summary>
    private static void Replace(JsonNode copy, JsonNode original, JsonNode node, JsonNode? replacement)
    {
        Stack<JsonNode> way = new();
        for (JsonNode step = node; step != original; step = step.Parent!)
        {
            way.Push(step);
        }

        JsonNode parent = copy;
        while (way.TryPop(out JsonNode? step))
        {
            bool isLast = way.Count == 0;
            if (step.Parent is JsonArray)
            {
                int index = step.GetElementIndex();
                if (isLast)
                {
                    parent[index] = replacement;
                }
                else
                {
                    parent = parent[index]!;
                }
            }
            else
            {
                string name = step.GetPropertyName();
                if (isLast)
                {
                    parent[name] = replacement;
                }
                else
                {
                    parent = parent[name]!;
                }
            }
        }
    }
}
