using System.Text;
using LlmFunctions.Caching;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Pipeline;
using LlmFunctions.Security;
using Xunit;

namespace LlmFunctions.Tests.Caching;

public sealed class CacheKeyTests
{
    private const string Body = """{"model":"m","temperature":0,"messages":[{"role":"user","content":"Grüße"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"a":1,"b":[1,2]}}}]}""";

    [Theory]
    [InlineData("""{"messages":[{"content":"Grüße","role":"user"}],"temperature":0,"tools":[{"function":{"parameters":{"b":[1,2],"a":1},"name":"f"},"type":"function"}],"model":"m"}""")]
    [InlineData("""{ "model" : "m", "temperature":0, "messages":[{"role":"user","content":"Gr\u00fc\u00dfe"}], "tools":[{"type":"function","function":{"name":"f","parameters":{"a":1,"b":[1,2]}}}] }""")]
    public void Requests_that_say_the_same_have_the_same_key(string body) => Assert.Equal(KeyOf(Body), KeyOf(body));

    [Theory]
    [InlineData("\"stream\":true")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true}")]
    [InlineData("\"user\":\"u1\"")]
    [InlineData("\"user_id\":\"u1\"")]
    [InlineData("\"metadata\":{\"trace\":\"7\"}")]
    public void How_and_for_whom_it_is_asked_makes_no_difference(string field) => Assert.Equal(KeyOf(Body), KeyOf(Body.Insert(1, field + ",")));

    [Theory]
    [InlineData("\"seed\":7")]
    [InlineData("\"max_tokens\":7")]
    [InlineData("\"unheard_of\":true")]
    [InlineData("\"provider\":\"p\"")]
    [InlineData("\"top_p\":0.5")]
    public void Every_other_field_makes_a_difference(string field) => Assert.NotEqual(KeyOf(Body), KeyOf(Body.Insert(1, field + ",")));

    [Fact]
    public void The_order_of_lists_makes_a_difference() => Assert.NotEqual(KeyOf(Body), KeyOf(Body.Replace("[1,2]", "[2,1]", StringComparison.Ordinal)));

    [Fact]
    public void Apps_have_keys_of_their_own_unless_they_share_a_group()
    {
        Assert.NotEqual(KeyOf(Body), KeyOf(Body, "other"));
        Assert.Equal(KeyOf(Body, "shop", "g"), KeyOf(Body, "other", "g"));
        Assert.NotEqual(KeyOf(Body, "shop"), KeyOf(Body, "other", "shop"));
    }

    private static string KeyOf(string body, string app = "shop", string? group = null) => CacheKey.Of(new ChatCall
    {
        RequestId = "r1",
        Caller = new Caller(app, "k1"),
        Dialect = OpenAIClientDialect.Instance,
        Request = OpenAIClientDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(body)),
        Policy = AppPolicy.Default with { CacheGroup = group },
    });
}
