using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers;

/// <summary>
/// The values of every recording are replaced by values of other types: what comes out is an answer that can be written, or
/// a proper error.
/// </summary>
public sealed class MutationTests
{
    private const int Most = 1000;
    private const int Least = 500;

    public static TheoryData<string> Dialects => [.. ProviderDialects.All.Select(static dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Whole_answers_and_errors(string dialectName)
    {
        IProviderDialect dialect = Dialect(dialectName);
        Assert.All(Sample(Recordings(dialectName, "upstream-response.json").SelectMany(JsonMutations.Of)), mutation =>
        {
            byte[] body = mutation();
            Check(body, () => OpenAIClientDialect.Instance.WriteResponse(dialect.FromUpstream(body), new ArrayBufferWriter<byte>()));
            Check(body, () => OpenAIClientDialect.Instance.WriteError(dialect.ErrorFromUpstream(400, body), new ArrayBufferWriter<byte>()));
        });
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Streams(string dialectName)
    {
        IProviderDialect dialect = Dialect(dialectName);
        List<(List<StreamFrame> Frames, int Index, Func<byte[]> Mutation)> cases = [];
        foreach (byte[] body in Recordings(dialectName, "upstream-response.*").Except(Recordings(dialectName, "upstream-response.json")))
        {
            List<StreamFrame> frames = await FramesAsync(dialect, body);
            cases.AddRange(
                from index in Enumerable.Range(0, frames.Count)
                from mutation in JsonMutations.Of(frames[index].Data.ToArray())
                select (frames, index, mutation));
        }

        Assert.All(Sample(cases), each =>
        {
            StreamFrame mutated = each.Frames[each.Index] with { Data = each.Mutation() };
            Check(mutated.Data.ToArray(), () => Translate(dialect, each.Frames, each.Index, mutated));
        });
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Requests(string dialectName)
    {
        IProviderDialect dialect = Dialect(dialectName);
        UpstreamTarget target = new() { Model = "m", Quirks = new ProviderQuirks { MaxTokensOnly = true, NoDeveloperRole = true, NoReasoningContent = true } };
        Assert.All(Sample(Recordings(dialectName, "request.json").SelectMany(JsonMutations.Of)), mutation =>
        {
            byte[] body = mutation();
            Check(body, () => Translate(dialect, body, target));
        });
    }

    private static IProviderDialect Dialect(string name) => ProviderDialects.All.Single(dialect => dialect.Name == name);

    private static IEnumerable<byte[]> Recordings(string dialect, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Fixture.Root, dialect), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Fixture.ReadUpstreamResponse);

    private static async Task<List<StreamFrame>> FramesAsync(IProviderDialect dialect, byte[] body)
    {
        FrameReader reader = FrameReader.Create(dialect.Framing, new MemoryStream(body));
        List<StreamFrame> frames = [];
        try
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
            {
                // The bytes are the reader's only until the next frame.
                frames.Add(frame with { Data = frame.Data.ToArray(), Raw = default });
            }
        }
        catch (GatewayException)
        {
            // Some recordings are damaged on purpose; what comes before is as good as any.
        }

        return frames;
    }

    /// <summary>Evenly spread, so that every place and every replacement has its turn, in a time that a developer waits for.</summary>
    private static List<T> Sample<T>(IEnumerable<T> mutations)
    {
        List<T> all = [.. mutations];
        Assert.True(all.Count > Least, $"only {all.Count} mutations");
        int wanted = Math.Min(all.Count, Most);
        return [.. Enumerable.Range(0, wanted).Select(index => all[(int)((long)index * all.Count / wanted)])];
    }

    private static void Translate(IProviderDialect dialect, byte[] body, UpstreamTarget target)
    {
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(body);
        dialect.ToUpstream(request.Chat, target);
        if (request.Body is { } original)
        {
            dialect.PassThrough(original, request.Chat, target);
        }
    }

    /// <summary>The event comes twice, because the second is read in the state that the first has left.</summary>
    private static void Translate(IProviderDialect dialect, List<StreamFrame> frames, int index, StreamFrame mutated)
    {
        IStreamTranslator translator = dialect.CreateStreamTranslator();
        foreach (StreamFrame frame in frames[..index].Append(mutated).Append(mutated).Concat(frames[(index + 1)..]))
        {
            Write(translator.Translate(frame));
        }

        Write(translator.Complete());
    }

    private static void Write(IEnumerable<ChatChunk> chunks)
    {
        foreach (ChatChunk chunk in chunks)
        {
            JsonSerializer.SerializeToUtf8Bytes(chunk, ChatJson.Strict.ChatChunk);
        }
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
