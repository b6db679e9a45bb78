using LlmFunctions.ParallelInference;
using Xunit;

namespace LlmFunctions.Tests.ParallelInference;

public sealed class AnswerVoteTests
{
    [Theory]
    [InlineData("Paris", " paris.\n", true)]
    [InlineData("**Paris**", "\"PARIS!\"", true)]
    [InlineData("New  York", "new\tyork", true)]
    [InlineData("12", "-12", false)]
    [InlineData("1.5", "15", false)]
    [InlineData("?", "!", false)]
    [InlineData("Paris", "Paris, France", false)]
    public void Answers_are_the_same_when_they_differ_in_form_only(string one, string other, bool same) =>
        Assert.Equal(same, AnswerVote.Normalize(one) == AnswerVote.Normalize(other));

    [Fact]
    public void The_most_votes_win_and_of_a_tie_the_model_that_comes_first()
    {
        IReadOnlyList<VoteGroup> majority = AnswerVote.Count([Said("a", "4"), Said("b", "Five."), Said("c", "five")]);
        Assert.Equal(("Five.", "b,c"), (majority[0].Content, string.Join(',', majority[0].Models)));

        IReadOnlyList<VoteGroup> tie = AnswerVote.Count([Said("b", "4"), Said("a", "5")]);
        Assert.Equal(["b", "a"], tie.SelectMany(static group => group.Models));
    }

    private static ParallelResult Said(string model, string content) => new() { Model = model, Content = content, LatencyMs = 1 };
}
