using System.Text;
using System.Text.Json;
using LlmFunctions.Conversations;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Conversations;

public sealed class ConversationReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryResponseStore _store = new();
    private readonly ManualTimeProvider _time = new(Noon);
    private readonly ConversationReader _reader;

    public ConversationReaderTests() => _reader = new ConversationReader(_store, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversation_is_all_that_was_said_in_its_order()
    {
        string[] ids = await SaveTurnsAsync(20);

        Conversation conversation = await _reader.ReadAsync("app", ids[^1], new Dictionary<string, string>(), Cancellation);

        Assert.Equal(ids, conversation.ResponseIds);
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(static turn => new[] { $"ask {turn}", $"answer {turn}" }), conversation.Items.Select(static item => item.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task A_conversation_can_go_on_from_any_of_its_responses()
    {
        string[] ids = await SaveTurnsAsync(3);

        Conversation conversation = await _reader.ReadAsync("app", ids[1], new Dictionary<string, string>(), Cancellation);

        Assert.Equal(["ask 0", "answer 0", "ask 1", "answer 1"], conversation.Items.Select(static item => item.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task Nobody_reads_the_responses_of_another_app()
    {
        string[] ids = await SaveTurnsAsync(1);

        GatewayException previous = await Assert.ThrowsAsync<GatewayException>(() => _reader.ReadAsync("other", ids[0], new Dictionary<string, string>(), Cancellation));
        GatewayException response = await Assert.ThrowsAsync<GatewayException>(() => _reader.GetAsync("other", ids[0], Cancellation));

        Assert.Equal((ErrorKind.InvalidRequest, "previous_response_not_found", "previous_response_id"), (previous.Error.Kind, previous.Error.Code, previous.Error.Param));
        Assert.Equal(ErrorKind.NotFound, response.Error.Kind);
    }

    [Theory]
    [InlineData("resp_")]
    [InlineData("resp_0123456789abcdef0123456789abcde!")]
    [InlineData("app_resp")]
    [InlineData("resp_ABCDEF0123456789ABCDEF0123456789")]
    public async Task What_is_no_id_is_not_looked_for(string id) =>
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<GatewayException>(() => _reader.GetAsync("app", id, Cancellation))).Error.Kind);

    [Fact]
    public async Task A_response_whose_time_is_over_is_not_there()
    {
        string[] ids = await SaveTurnsAsync(1);
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        await _reader.GetAsync("app", ids[0], Cancellation);

        _time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<GatewayException>(() => _reader.GetAsync("app", ids[0], Cancellation));
        await Assert.ThrowsAsync<GatewayException>(() => _reader.ReadAsync("app", ids[0], new Dictionary<string, string>(), Cancellation));
    }

    [Fact]
    public async Task A_conversation_that_has_lost_a_part_does_not_go_on_without_it()
    {
        string[] ids = await SaveTurnsAsync(3);
        await _store.DeleteAsync("app", ids[1], Cancellation);

        GatewayException failure = await Assert.ThrowsAsync<GatewayException>(() => _reader.ReadAsync("app", ids[2], new Dictionary<string, string>(), Cancellation));

        Assert.Contains(ids[1], failure.Message, StringComparison.Ordinal);
        Assert.Equal("previous_response_not_found", failure.Error.Code);
    }

    [Fact]
    public async Task The_input_of_a_response_is_what_was_said_before_it()
    {
        string[] ids = await SaveTurnsAsync(2);

        IReadOnlyList<JsonElement> items = await _reader.ReadInputAsync(await _reader.GetAsync("app", ids[1], Cancellation), Cancellation);

        Assert.Equal(["ask 0", "answer 0", "ask 1"], items.Select(static item => item.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task An_item_is_found_by_its_id_alone()
    {
        string[] ids = await SaveTurnsAsync(2);
        string asked = ResponseIds.OfInput("msg_", ids[0]["resp_".Length..], 0);
        string answered = ResponseIds.OfOutput("msg_", ids[1]["resp_".Length..], 0);

        Conversation conversation = await _reader.ReadAsync("app", null, new Dictionary<string, string> { [asked] = "input[0].id", [answered] = "input[1].id" }, Cancellation);

        Assert.Empty(conversation.Items);
        Assert.Equal(("ask 0", "answer 1"), (conversation.Referenced[asked].GetProperty("text").GetString(), conversation.Referenced[answered].GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("msg_1")]
    [InlineData("novel")]
    [InlineData("msg_0123456789abcdef0123456789abcdef0000")]
    public async Task An_item_that_is_not_there_is_named_with_its_place(string id)
    {
        GatewayException failure = await Assert.ThrowsAsync<GatewayException>(
            () => _reader.ReadAsync("app", null, new Dictionary<string, string> { [id] = "input[3].id" }, Cancellation));

        Assert.Equal((ErrorKind.InvalidRequest, "input[3].id"), (failure.Error.Kind, failure.Error.Param));
        Assert.Contains(id, failure.Message, StringComparison.Ordinal);
    }

    private async Task<string[]> SaveTurnsAsync(int count)
    {
        List<string> ids = [];
        for (int turn = 0; turn < count; turn++)
        {
            string key = ResponseIds.NewKey();
            await _store.SaveAsync(
                new StoredResponse
                {
                    Id = ResponseIds.OfResponse(key),
                    App = "app",
                    CreatedAt = Noon,
                    ExpiresAt = Noon.AddDays(1),
                    PreviousIds = [.. ids],
                    Input = Encoding.UTF8.GetBytes($$"""[{"id":"{{ResponseIds.OfInput("msg_", key, 0)}}","text":"ask {{turn}}"}]"""),
                    Response = Encoding.UTF8.GetBytes($$"""{"output":[{"id":"{{ResponseIds.OfOutput("msg_", key, 0)}}","text":"answer {{turn}}"}]}"""),
                },
                Cancellation);
            ids.Add(ResponseIds.OfResponse(key));
        }

        return [.. ids];
    }
}
