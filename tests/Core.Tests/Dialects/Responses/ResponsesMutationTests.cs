using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Conversations;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Responses;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

/// <summary>Whatever stands where in a request or an answer: it is served, kept and gone on from, or properly refused.</summary>
public sealed class ResponsesMutationTests
{
    private const int Most = 1500;

    private static readonly byte[] Request = Encoding.UTF8.GetBytes("""
        {"model":"m","instructions":"Be brief.","stream":false,"store":true,"max_output_tokens":50,"max_tool_calls":3,"temperature":0.5,"top_p":0.9,"top_logprobs":3,"parallel_tool_calls":false,
         "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object","properties":{"x":{"type":"integer"}}},"strict":true}],
         "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},
         "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true,"description":"s"},"verbosity":"low"},
         "reasoning":{"effort":"high","summary":"auto"},"user":"u","safety_identifier":"s","prompt_cache_key":"k","service_tier":"auto","metadata":{"a":"b"},"truncation":"disabled",
         "include":["reasoning.encrypted_content"],"provider":"p","models":["a"],"task_type":"t","user_id":"u","sandbox":{},
         "input":[{"role":"user","content":"Hi"},
          {"type":"message","id":"msg_1","status":"completed","role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"low"},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}]},
          {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"content":[{"type":"reasoning_text","text":"hm"}],"encrypted_content":"SEAL"},
          {"type":"message","role":"assistant","content":[{"type":"output_text","text":"See.","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"No."}]},
          {"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":"{\"x\":1}","status":"completed"},
          {"type":"function_call_output","call_id":"a","output":[{"type":"input_text","text":"18"}]},
          {"type":"image_generation_call","id":"ig_1","status":"completed","output_format":"png","result":"AA=="}]}
        """.Replace("SEAL", new ResponsesSeal { Block = new ThinkingBlock { Thinking = "hm", Signature = "s" } }.Write(), StringComparison.Ordinal));

    public static TheoryData<string> Dialects => [.. ProviderDialects.All.Select(static dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Requests(string dialectName)
    {
        IProviderDialect provider = ProviderDialects.All.Single(dialect => dialect.Name == dialectName);
        Assert.All(Sample(JsonMutations.Of(Request)), mutation =>
        {
            byte[] body = mutation();
            Check(body, () =>
            {
                ResponsesClientDialect dialect = new(DateTimeOffset.UnixEpoch);
                ClientRequest request = dialect.Begin(ResponsesClientDialect.Parse(body), Conversation.Empty, isStored: true);
                Use(dialect, new ChatResponse());
                provider.ToUpstream(request.Chat, new UpstreamTarget { Model = "m" });
            });
        });
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Whole_answers(string dialectName)
    {
        IProviderDialect provider = ProviderDialects.All.Single(dialect => dialect.Name == dialectName);
        IEnumerable<byte[]> recordings = Directory
            .EnumerateFiles(Path.Combine(Fixture.Root, dialectName), "upstream-response.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);
        Assert.All(Sample(recordings.SelectMany(JsonMutations.Of)), mutation =>
        {
            byte[] body = mutation();
            Check(body, () =>
            {
                ResponsesClientDialect dialect = new(DateTimeOffset.UnixEpoch);
                dialect.ReadRequest(Encoding.UTF8.GetBytes(Spoken.Hi));
                Use(dialect, provider.FromUpstream(body));
            });
        });
    }

    /// <summary>Answers, keeps the response, and goes on from it.</summary>
    private static void Use(ResponsesClientDialect dialect, ChatResponse response)
    {
        dialect.WriteResponse(response, new ArrayBufferWriter<byte>());
        StoredResponse stored = dialect.ToStore("app", TimeSpan.FromDays(1));
        JsonElement[] items =
        [
            .. JsonElement.Parse(stored.Input.Span).EnumerateArray(),
            .. JsonElement.Parse(stored.Response.Span).GetProperty("output").EnumerateArray(),
        ];
        Assert.All(items, static item => Assert.NotEmpty(item.GetProperty("id").GetString()!));
        new ResponsesClientDialect(DateTimeOffset.UnixEpoch).Begin(
            ResponsesClientDialect.Parse(Encoding.UTF8.GetBytes(Spoken.Hi)), Conversation.Empty with { Items = items }, isStored: true);
    }

    private static List<T> Sample<T>(IEnumerable<T> mutations)
    {
        List<T> all = [.. mutations];
        Assert.True(all.Count > Most / 5, $"only {all.Count} mutations");
        int wanted = Math.Min(all.Count, Most);
        return [.. Enumerable.Range(0, wanted).Select(index => all[(int)((long)index * all.Count / wanted)])];
    }

    private static void Check(byte[] mutation, Action use)
    {
        Exception? exception = Record.Exception(use);
        if (exception is not (null or GatewayException))
        {
            Assert.Fail($"{Encoding.UTF8.GetString(mutation)}\n{exception}");
        }
    }
}
