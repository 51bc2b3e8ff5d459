"""What a shell needs: completion of verbs and of what stands behind them; and the themes on this machine.

At every TAB this is loaded anew, so it loads neither a parser nor tables. It never writes a board.
"""
