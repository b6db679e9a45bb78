namespace LlmFunctions.Experiments.Ratings;

/// <summary>What scores come to together.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Squares">The sum of their squares.</param>
public readonly record struct ScoreSums(long Count, double Sum, double Squares)
{
    /// <summary>Whether each is 0 or 1: then, and only then, no square is less than its score.</summary>
    public bool AreThumbs => Squares == Sum;

    public ScoreSums With(double score) => new(Count + 1, Sum + score, Squares + (score * score));
}
